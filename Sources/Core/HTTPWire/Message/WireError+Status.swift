extension WireError {
    /// The answer to a request with this defect.
    package var status: HTTPStatus {
        switch self {
        case .methodTooLong, .unknownTransferCoding: .notImplemented
        case .targetTooLong: .uriTooLong
        case .unsupportedVersion: .httpVersionNotSupported
        case .headTooLarge, .tooManyFields, .trailersTooLarge: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .unknownExpectation: .expectationFailed
        default: .badRequest
        }
    }

    /// A stable name for clients and logs.
    package var code: String {
        switch self {
        case .invalidMethod: "invalid-method"
        case .methodTooLong: "method-too-long"
        case .emptyTarget: "empty-target"
        case .invalidTarget: "invalid-target"
        case .targetTooLong: "target-too-long"
        case .invalidEscape: "invalid-escape"
        case .encodedSlash: "encoded-slash"
        case .encodedNUL: "encoded-nul"
        case .dotSegment: "dot-segment"
        case .pathNotUTF8: "path-not-utf8"
        case .invalidAuthority: "invalid-authority"
        case .unsupportedScheme: "unsupported-scheme"
        case .missingVersion: "missing-version"
        case .malformedVersion: "malformed-version"
        case .unsupportedVersion: "unsupported-version"
        case .malformedStatusLine: "malformed-status-line"
        case .bareCR: "bare-cr"
        case .bareLF: "bare-lf"
        case .tooManyEmptyLines: "too-many-empty-lines"
        case .headTooLarge: "head-too-large"
        case .tooManyFields: "too-many-fields"
        case .trailersTooLarge: "trailers-too-large"
        case .leadingWhitespace: "leading-whitespace"
        case .obsoleteFold: "obsolete-fold"
        case .emptyFieldName: "empty-field-name"
        case .invalidFieldName: "invalid-field-name"
        case .spaceBeforeColon: "space-before-colon"
        case .missingColon: "missing-colon"
        case .invalidFieldValue: "invalid-field-value"
        case .missingHost: "missing-host"
        case .duplicateHost: "duplicate-host"
        case .invalidHost: "invalid-host"
        case .unknownExpectation: "unknown-expectation"
        case .invalidContentLength: "invalid-content-length"
        case .duplicateContentLength: "duplicate-content-length"
        case .lengthWithTransferEncoding: "length-with-transfer-encoding"
        case .invalidTransferEncoding: "invalid-transfer-encoding"
        case .unknownTransferCoding: "unknown-transfer-coding"
        case .chunkedNotLast: "chunked-not-last"
        case .transferEncodingInHTTP10: "transfer-encoding-in-http10"
        case .invalidChunkSize: "invalid-chunk-size"
        case .invalidChunkExtension: "invalid-chunk-extension"
        case .chunkExtensionsTooLarge: "chunk-extensions-too-large"
        case .missingChunkEnd: "missing-chunk-end"
        case .forbiddenTrailer: "forbidden-trailer"
        case .bodyTooLarge: "body-too-large"
        case .tooManyInterimResponses: "too-many-interim-responses"
        case .invalidQuery: "invalid-query"
        case .incomplete: "incomplete-message"
        }
    }
}
