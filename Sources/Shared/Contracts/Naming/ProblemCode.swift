/// The `code` of a problem (RFC 9457): a stable slug clients may switch on. The texts around it may change, these may not.
package enum ProblemCode: String, Sendable, CaseIterable {
    // The request itself.
    case invalidJSON = "invalid_json"
    case invalidParameter = "invalid_parameter"
    case validationFailed = "validation_failed"
    case unsupportedMediaType = "unsupported_media_type"
    case preconditionFailed = "precondition_failed"
    case rateLimited = "rate_limited"
    case idempotencyKeyReused = "idempotency_key_reused"
    case requestInProgress = "request_in_progress"

    // Who asks.
    case unauthenticated
    case tokenExpired = "token_expired"
    case sessionRevoked = "session_revoked"
    case invalidCredentials = "invalid_credentials"
    case forbidden
    case crossSiteRequest = "cross_site_request"
    case adminRegistration = "admin_registration"

    // What is asked for.
    case notFound = "not_found"
    case emailTaken = "email_taken"
    case doctorNotFound = "doctor_not_found"
    case slotTaken = "slot_taken"
    case patientBusy = "patient_busy"
    case lastAdmin = "last_admin"
    case wrongState = "wrong_state"
    case cancellationTooLate = "cancellation_too_late"
    case inThePast = "in_the_past"
    case tooSoon = "too_soon"
    case beyondHorizon = "beyond_horizon"
    case outsideHours = "outside_hours"
    case nonexistentTime = "nonexistent_time"

    // What we cannot do now.
    case storeUnavailable = "store_unavailable"
    case authUnavailable = "auth_unavailable"
    case overloaded
    case internalError = "internal_error"
}
