/// A response status (RFC 9110 section 15; 428, 429 and 431 from RFC 6585).
package struct HTTPStatus: Sendable, Hashable {
    package let code: Int

    /// `code` is 100 to 599 (RFC 9110 section 15).
    @inlinable
    package init(code: Int) {
        precondition(code >= 100 && code <= 599, "a status code is 100 to 599")
        self.code = code
    }

    /// 1xx: another response follows, except after 101.
    package var isInformational: Bool { code < 200 }

    /// False for 1xx, 204 and 304, which never carry content (RFC 9110 section 6.4.1).
    package var allowsContent: Bool { code >= 200 && code != 204 && code != 304 }

    /// The registered phrase, empty for a code without one.
    package var reason: StaticString {
        switch code {
        case 100: "Continue"
        case 101: "Switching Protocols"
        case 200: "OK"
        case 201: "Created"
        case 202: "Accepted"
        case 203: "Non-Authoritative Information"
        case 204: "No Content"
        case 205: "Reset Content"
        case 206: "Partial Content"
        case 300: "Multiple Choices"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 303: "See Other"
        case 304: "Not Modified"
        case 305: "Use Proxy"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 402: "Payment Required"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 406: "Not Acceptable"
        case 407: "Proxy Authentication Required"
        case 408: "Request Timeout"
        case 409: "Conflict"
        case 410: "Gone"
        case 411: "Length Required"
        case 412: "Precondition Failed"
        case 413: "Content Too Large"
        case 414: "URI Too Long"
        case 415: "Unsupported Media Type"
        case 416: "Range Not Satisfiable"
        case 417: "Expectation Failed"
        case 421: "Misdirected Request"
        case 422: "Unprocessable Content"
        case 426: "Upgrade Required"
        case 428: "Precondition Required"
        case 429: "Too Many Requests"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 501: "Not Implemented"
        case 502: "Bad Gateway"
        case 503: "Service Unavailable"
        case 504: "Gateway Timeout"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}

extension HTTPStatus {
    @inlinable package static var `continue`: Self { Self(code: 100) }
    @inlinable package static var switchingProtocols: Self { Self(code: 101) }

    @inlinable package static var ok: Self { Self(code: 200) }
    @inlinable package static var created: Self { Self(code: 201) }
    @inlinable package static var accepted: Self { Self(code: 202) }
    @inlinable package static var nonAuthoritativeInformation: Self { Self(code: 203) }
    @inlinable package static var noContent: Self { Self(code: 204) }
    @inlinable package static var resetContent: Self { Self(code: 205) }
    @inlinable package static var partialContent: Self { Self(code: 206) }

    @inlinable package static var multipleChoices: Self { Self(code: 300) }
    @inlinable package static var movedPermanently: Self { Self(code: 301) }
    @inlinable package static var found: Self { Self(code: 302) }
    @inlinable package static var seeOther: Self { Self(code: 303) }
    @inlinable package static var notModified: Self { Self(code: 304) }
    @inlinable package static var useProxy: Self { Self(code: 305) }
    @inlinable package static var temporaryRedirect: Self { Self(code: 307) }
    @inlinable package static var permanentRedirect: Self { Self(code: 308) }

    @inlinable package static var badRequest: Self { Self(code: 400) }
    @inlinable package static var unauthorized: Self { Self(code: 401) }
    @inlinable package static var paymentRequired: Self { Self(code: 402) }
    @inlinable package static var forbidden: Self { Self(code: 403) }
    @inlinable package static var notFound: Self { Self(code: 404) }
    @inlinable package static var methodNotAllowed: Self { Self(code: 405) }
    @inlinable package static var notAcceptable: Self { Self(code: 406) }
    @inlinable package static var proxyAuthenticationRequired: Self { Self(code: 407) }
    @inlinable package static var requestTimeout: Self { Self(code: 408) }
    @inlinable package static var conflict: Self { Self(code: 409) }
    @inlinable package static var gone: Self { Self(code: 410) }
    @inlinable package static var lengthRequired: Self { Self(code: 411) }
    @inlinable package static var preconditionFailed: Self { Self(code: 412) }
    @inlinable package static var contentTooLarge: Self { Self(code: 413) }
    @inlinable package static var uriTooLong: Self { Self(code: 414) }
    @inlinable package static var unsupportedMediaType: Self { Self(code: 415) }
    @inlinable package static var rangeNotSatisfiable: Self { Self(code: 416) }
    @inlinable package static var expectationFailed: Self { Self(code: 417) }
    @inlinable package static var misdirectedRequest: Self { Self(code: 421) }
    @inlinable package static var unprocessableContent: Self { Self(code: 422) }
    @inlinable package static var upgradeRequired: Self { Self(code: 426) }
    @inlinable package static var preconditionRequired: Self { Self(code: 428) }
    @inlinable package static var tooManyRequests: Self { Self(code: 429) }
    @inlinable package static var requestHeaderFieldsTooLarge: Self { Self(code: 431) }

    @inlinable package static var internalServerError: Self { Self(code: 500) }
    @inlinable package static var notImplemented: Self { Self(code: 501) }
    @inlinable package static var badGateway: Self { Self(code: 502) }
    @inlinable package static var serviceUnavailable: Self { Self(code: 503) }
    @inlinable package static var gatewayTimeout: Self { Self(code: 504) }
    @inlinable package static var httpVersionNotSupported: Self { Self(code: 505) }
}
