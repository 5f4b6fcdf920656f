import AuthDomain
import Contracts

/// A refresh token that is shown, and what takes its place.
struct RefreshExchange: Sendable {
    let shown: [UInt8]
    let next: [UInt8]
    let device: Device
    let now: Instant
    /// A token rotated at this instant or later may be used once more (another tab had it too).
    let graceStart: Instant
    /// The end of the new access token, unless the session ends before.
    let accessEndsAt: Instant
    /// A patient's session that was last used at this instant or before has ended; nil: none has.
    let patientIdleSince: Instant?
    let staffIdleSince: Instant?
}

/// The outcome of showing a refresh token.
enum RefreshVerdict: Sendable {
    /// It was valid and has been replaced by the next one. `isSibling`: it had just been replaced before, and the next one is a
    /// second successor.
    case refreshed(user: User, session: SessionRow, isSibling: Bool)
    /// It had been used before, too long ago: the session was ended.
    case reused(Revocation)
    /// Its session has ended, or its owner may not sign in.
    case ended
    /// There never was such a token, or its session ended long ago.
    case unknown
}
