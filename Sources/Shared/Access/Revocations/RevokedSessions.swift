package import Contracts

/// The sessions that ended before their tokens, as one loop knows them: each request looks here, without a lock or a round trip.
/// An entry is removed when no token of its session can be alive any more, and not before: the size is bounded by the sign-outs within
/// one token's lifetime. Confined to its loop.
package final class RevokedSessions: @unchecked Sendable {  // loop-confined
    private static let smallest = 1_024

    private let now: () -> Instant
    private var ends: [SessionID: Instant] = [:]
    /// At this many entries the next search for expired ones begins.
    private var nextPrune = smallest
    private var observers: [(Revocation) -> Void] = []

    package init(now: @escaping () -> Instant) { self.now = now }

    /// The entries of another one, without its observers.
    package init(copyOf other: RevokedSessions) {
        now = other.now
        ends = other.ends
        nextPrune = other.nextPrune
    }

    package var count: Int { ends.count }

    package func contains(_ session: SessionID) -> Bool { !ends.isEmpty && ends[session] != nil }

    /// `action` runs on the loop once for each session that becomes known as revoked, for what outlives a request: a live socket.
    package func onRevoked(_ action: @escaping (Revocation) -> Void) { observers.append(action) }

    /// Known ones stay as they are; expired ones are not added.
    package func add(_ revocations: [Revocation]) {
        let now = now()
        for revocation in revocations where revocation.until > now {
            let known = ends.updateValue(
                max(ends[revocation.sessionID] ?? .earliest, revocation.until), forKey: revocation.sessionID)
            if known == nil { for observer in observers { observer(revocation) } }
        }
        guard ends.count >= nextPrune else { return }
        ends = ends.filter { $0.value > now }
        nextPrune = max(Self.smallest, ends.count * 2)
    }
}
