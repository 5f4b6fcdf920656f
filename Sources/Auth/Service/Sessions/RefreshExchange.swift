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
    /// A session that was last used at this instant or before has ended; nil: none has.
    let patientIdleSince: Instant?
    let staffIdleSince: Instant?
}

/// What became of a refresh token.
enum RefreshVerdict: Sendable {
    /// It was alive and has been replaced by the next. `isSibling`: it had just been replaced before, and the next is a second one beside
    /// that.
    case refreshed(user: User, session: SessionRow, isSibling: Bool)
    /// It had been used before, too long ago: the session has been ended.
    case reused(Revocation)
    /// Its session has ended, or its owner may not sign in.
    case ended
    /// Nobody was ever given it, or its session ended long ago.
    case unknown
}
