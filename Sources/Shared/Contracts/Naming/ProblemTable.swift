extension ProblemCode {
    /// The HTTP status the code is always sent with.
    package var status: Int {
        switch self {
        case .invalidJSON, .invalidParameter: 400
        case .unauthenticated, .tokenExpired, .sessionRevoked, .invalidCredentials: 401
        case .forbidden, .crossSiteRequest, .adminRegistration: 403
        case .notFound, .doctorNotFound: 404
        case .emailTaken, .lastAdmin, .slotTaken, .patientBusy, .wrongState, .cancellationTooLate, .requestInProgress: 409
        case .preconditionFailed: 412
        case .unsupportedMediaType: 415
        case .validationFailed, .idempotencyKeyReused, .inThePast, .tooSoon, .beyondHorizon, .outsideHours, .nonexistentTime: 422
        case .rateLimited: 429
        case .internalError: 500
        case .storeUnavailable, .authUnavailable, .overloaded: 503
        }
    }

    /// The problem's `title`: the same sentence for every occurrence (RFC 9457 section 3.1.3).
    package var title: String {
        switch self {
        case .invalidJSON: "The body is not valid JSON"
        case .invalidParameter: "A parameter cannot be read"
        case .validationFailed: "Some fields break a rule"
        case .unsupportedMediaType: "The body must be application/json"
        case .preconditionFailed: "The resource has changed meanwhile"
        case .rateLimited: "Too many requests"
        case .idempotencyKeyReused: "The idempotency key was used for another request"
        case .requestInProgress: "A request with this idempotency key is still running"
        case .unauthenticated: "Sign in first"
        case .tokenExpired: "The access token has expired"
        case .sessionRevoked: "The session has ended"
        case .invalidCredentials: "The email or the password is wrong"
        case .forbidden: "Your role may not do this"
        case .crossSiteRequest: "The request comes from a foreign site"
        case .adminRegistration: "Nobody can register as an admin"
        case .notFound: "There is no such resource"
        case .emailTaken: "The email is already registered"
        case .lastAdmin: "The last active admin must stay one"
        case .doctorNotFound: "There is no such doctor"
        case .slotTaken: "The time is already taken"
        case .patientBusy: "You have another appointment at that time"
        case .wrongState: "The appointment's state does not allow this"
        case .cancellationTooLate: "It is too late to cancel or move it"
        case .inThePast: "The time has passed"
        case .tooSoon: "The doctor wants more notice"
        case .beyondHorizon: "The time is too far in the future"
        case .outsideHours: "The doctor does not work at that time"
        case .nonexistentTime: "The clocks skip that time"
        case .storeUnavailable: "The database cannot be reached"
        case .authUnavailable: "The doctor cannot be looked up at the moment"
        case .overloaded: "The service is busy"
        case .internalError: "Something went wrong on our side"
        }
    }
}
