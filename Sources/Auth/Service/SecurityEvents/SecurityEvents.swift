import Contracts
import CoreHTTP
import Hosting
import Logging
import Postgres
import ServiceRuntime

/// Records what matters for security: one line in the log, one row in `auth_events`. One per loop.
///
/// Recorded after the act. When the row cannot be stored nothing is undone: the log line is written first. The owner's letter, if
/// there is one, is part of the act: `tell`.
struct SecurityEvents: Sendable {
    let store: SecurityEventStore
    let metrics: SecurityEventMetrics
    let ids: IdentifierSource
    let clock: WallClock
    let log: Logger
    /// Nil: no letters are sent.
    var letters: Letters?

    /// Returns when the row is stored, or storing has failed. `device` nil: the command line. `detail`: ids, words and numbers,
    /// never a secret, a name or an email.
    func record(
        _ kind: SecurityEvent.Kind, of user: UserID? = nil, session: SessionID? = nil, from device: Device?,
        detail: [String: String] = [:]
    ) async {
        let event = SecurityEvent(
            id: ids.next(), kind: kind, at: clock.instant, userID: user, sessionID: session, device: device, detail: detail)
        metrics.count(kind)
        write(event)
        do throws(PostgresError) {
            try await store.add(event)
        } catch {
            log.error("a security event could not be kept", metadata: ["event": "\(event.id)", "error": "\(error)"])
        }
    }

    /// Queues the owner's letter about `kind`, in the transaction of the act.
    func tell(_ kind: SecurityEvent.Kind, to owner: UserID, in transaction: PostgresTransaction) async throws {
        guard let letter = kind.letter else { return }
        try await letters?.write(letter, to: owner, in: transaction)
    }

    private func write(_ event: SecurityEvent) {
        var metadata: Logger.Metadata = ["event": "\(event.id)", "type": "\(event.kind.rawValue)"]
        if let user = event.userID { metadata["user"] = "\(user)" }
        if let session = event.sessionID { metadata["session"] = "\(session)" }
        if let device = event.device { metadata["ip"] = "\(device.address)" }
        for (name, value) in event.detail { metadata["detail.\(name)"] = "\(value)" }
        log.notice("security event", metadata: metadata)
    }
}
