import HTTPWire

extension ProblemCode {
    // The request itself.
    package static let invalidJSON = Self("invalid_json", .badRequest, "The body is not valid JSON")
    package static let invalidParameter = Self("invalid_parameter", .badRequest, "A parameter cannot be read")
    package static let validationFailed = Self("validation_failed", .unprocessableContent, "Some fields break a rule")
    package static let unsupportedMediaType = Self(
        "unsupported_media_type", .unsupportedMediaType, "The body must be application/json")
    package static let repeatedCookie = Self("repeated_cookie", .badRequest, "A cookie is sent twice")
    package static let crossSiteRequest = Self("cross_site_request", .forbidden, "The request comes from a foreign site")
    package static let noSuchRoute = Self("no_such_route", .notFound, "Nothing is found at this path")
    package static let methodNotAllowed = Self("method_not_allowed", .methodNotAllowed, "The path does not take this method")
    package static let requestTimeout = Self("request_timeout", .requestTimeout, "The request did not become complete in time")
    package static let rateLimited = Self("rate_limited", .tooManyRequests, "Too many requests")

    // What we cannot do now.
    package static let storeUnavailable = Self("store_unavailable", .serviceUnavailable, "The database cannot be reached")
    package static let overloaded = Self("overloaded", .serviceUnavailable, "The service is busy")
    package static let internalError = Self("internal_error", .internalServerError, "Something went wrong on our side")

    /// What every daemon can answer to any request.
    package static let server: [ProblemCode] =
        [
            invalidJSON, invalidParameter, validationFailed, unsupportedMediaType, repeatedCookie, crossSiteRequest, noSuchRoute,
            methodNotAllowed, requestTimeout, rateLimited, storeUnavailable, overloaded, internalError,
        ] + RequestError.ofRequests.map(ProblemCode.init)

    // Idempotency-Key.
    package static let requestInProgress = Self(
        "request_in_progress", .conflict, "A request with this idempotency key is still running")
    package static let idempotencyKeyReused = Self(
        "idempotency_key_reused", .unprocessableContent, "The idempotency key was used for another request")

    /// What a daemon that takes an Idempotency-Key can answer too.
    package static let idempotency: [ProblemCode] = [requestInProgress, idempotencyKeyReused]

    /// What a daemon that takes WebSockets can answer too.
    package static let handshake: [ProblemCode] = WebSocketHandshake.Refusal.allCases.map(ProblemCode.init)

    /// A request that cannot be understood, or is larger than it may be.
    init(_ error: RequestError) { self.init(error.code, error.status, "\(error.status.reason)") }

    init(_ refusal: WebSocketHandshake.Refusal) {
        self =
            refusal == .methodNotAllowed
            ? .methodNotAllowed : Self(refusal.rawValue, refusal.status, "This is no WebSocket handshake")
    }
}
