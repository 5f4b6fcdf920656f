import Basics
package import Reactor

/// Reads from a standby if it has all that the primary had at the time of the call, so that nobody misses a change of their own,
/// wherever it was made. Otherwise reads from the primary. Confined to its loop.
///
/// ```
///   primary   position ──▶ which cluster and timeline it is, and how far it has come
///   standby   BEGIN, position ── not there yet: again after 2, 4, 8 … ms, for about 100 ms ──▶ the statement, COMMIT
/// ```
///
/// Standbys that are away, too far behind, follow another primary or fail are left alone for a second.
package final class StandbyReads: @unchecked Sendable {  // loop-confined
    /// Who answered: a standby, or else the primary, and why.
    package enum Outcome: String, Sendable, CaseIterable {
        case standby
        /// None is connected.
        case away
        /// It had not come far enough within the time that a reader waits.
        case behind
        /// It takes writes itself, or follows another primary than ours.
        case foreign
        /// It, or the question how far the primary is, gave an error or no answer in time.
        case failed
    }

    private struct Unusable: Error { let why: Outcome }

    static let patience = Duration.milliseconds(100)
    static let rest = Duration.seconds(1)
    private static let looks = Backoff(first: .milliseconds(2), longest: .milliseconds(32), jitter: 0)

    private let standbys: PostgresPool
    private let loop: EventLoop
    private let observe: (Outcome) -> Void
    private var trouble: (why: Outcome, until: MonotonicTime)?

    /// The caller runs `standbys`. `observe` is called on the loop.
    package init(_ standbys: PostgresPool, on loop: EventLoop, observe: @escaping (Outcome) -> Void = { _ in }) {
        self.standbys = standbys
        self.loop = loop
        self.observe = observe
    }

    /// Errors of a standby are not reported: the primary is asked the same, and has at least half of the time.
    func query(_ statement: Statement, _ values: [PostgresValue], primary: PostgresPool) async throws(PostgresError)
        -> PostgresResult
    {
        let deadline = loop.now + primary.configuration.queryTimeout
        let outcome: Outcome
        if let trouble, loop.now < trouble.until {
            outcome = trouble.why
        } else {
            do {
                let result = try await ask(statement, values, primary)
                trouble = nil
                observe(.standby)
                return result
            } catch {
                outcome = (error as? Unusable)?.why ?? .failed
                trouble = (outcome, loop.now + Self.rest)
            }
        }
        observe(outcome)
        return try await primary.query(statement, values, timeout: deadline - loop.now)
    }

    private func ask(_ statement: Statement, _ values: [PostgresValue], _ primary: PostgresPool) async throws -> PostgresResult {
        guard standbys.isReady else { throw Unusable(why: .away) }
        let end = loop.now + primary.configuration.queryTimeout / 2
        let wanted = try PrimaryPosition(
            RowOf(try await primary.query(StandbyStatements.primaryPosition, timeout: end - loop.now)[0]))
        return try await standbys.transaction(timeout: end - loop.now) { transaction in
            let patience = loop.now + Self.patience
            var pause = Self.looks
            while true {
                let row = try await transaction.query(StandbyStatements.standbyPosition, timeout: end - loop.now)[0]
                let found = try StandbyPosition(RowOf(row))
                guard found.follows(wanted) else { throw Unusable(why: .foreign) }
                if found.position >= wanted.position { break }
                guard loop.now < patience else { throw Unusable(why: .behind) }
                _ = await LoopEvent(on: loop).wait(atMost: pause.next())
            }
            return try await transaction.query(statement, values, timeout: end - loop.now)
        }
    }
}

/// How far a primary has come: all that it has acknowledged lies before this position.
struct PrimaryPosition: Equatable {
    var cluster: Int
    var timeline: Int
    var position: Int

    init(cluster: Int, timeline: Int, position: Int) {
        self.cluster = cluster
        self.timeline = timeline
        self.position = position
    }

    /// The timeline is the beginning of the write-ahead log's file name.
    enum Column: String, ColumnList {
        case cluster = "system_identifier"
        case timeline = "('x' || substr(pg_walfile_name(flushed), 1, 8))::bit(32)::bigint"
        case position = "(flushed - '0/0'::pg_lsn)::bigint"
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        self.init(cluster: try row.int(.cluster), timeline: try row.int(.timeline), position: try row.int(.position))
    }
}

/// How far a standby has come: all that it has replayed lies before this position.
struct StandbyPosition {
    var isStandby: Bool
    var cluster: Int
    /// The timeline that it has written down last; after a promotion it may report the old one until its next restart point.
    var timeline: Int
    var position: Int

    init(isStandby: Bool, cluster: Int, timeline: Int, position: Int) {
        self.isStandby = isStandby
        self.cluster = cluster
        self.timeline = timeline
        self.position = position
    }

    enum Column: String, ColumnList {
        case isStandby = "pg_is_in_recovery()"
        case cluster = "system_identifier"
        case timeline = "greatest(timeline_id, min_recovery_end_timeline)::bigint"
        case position = "coalesce(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0)::bigint"
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        self.init(
            isStandby: try row.bool(.isStandby), cluster: try row.int(.cluster), timeline: try row.int(.timeline),
            position: try row.int(.position))
    }

    /// Positions of two timelines cannot be compared: what lies before them need not be the same.
    func follows(_ primary: PrimaryPosition) -> Bool {
        isStandby && cluster == primary.cluster && timeline == primary.timeline
    }
}
