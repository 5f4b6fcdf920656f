import Access
package import Contracts
import Hosting
package import Postgres
import ServiceRuntime

/// Writes the entries of what was shown and what was refused; changes write theirs in their own statements. Confined to its loop.
///
/// ```
///   others' data   disclosed ──▶ waits for the INSERT: at once when none is under way, else together with all that gather meanwhile;
///                                AUDIT_READS=deferred: kept; AUDIT_COALESCE: repetitions are counted
///   one's own      disclosed ──▶ kept, repetitions as one ──▶ written within a second by `flush`
/// ```
package final class AuditLog: @unchecked Sendable {  // loop-confined
    private let pool: PostgresPool
    private let ids: IdentifierSource
    private let clock: WallClock
    private let metrics: AuditMetrics
    private let subjects: SubjectNumbers
    private let notice: AuditNotice?
    private let owners: AuditOwners?
    private var looks = KnownLooks()
    private var deferred: DeferredEntries
    private let reads: AuditReads
    private var repeated: RepeatedLooks
    private var isWriting = false
    private var waiting: [Waiting] = []

    /// The most entries of one INSERT, and the most deferred entries that are kept.
    private static let batch = 256
    static let deferredLimit = 8_192
    /// The most looks at others' data of which repetitions are counted.
    static let repeatedLimit = 8_192
    /// How often entries with a notice are tried when other transactions get in their way.
    private static let attempts = 4

    private struct Waiting {
        let entry: NewEntry
        let continuation: CheckedContinuation<Turn, Never>
    }

    private enum Turn {
        case lead([Waiting])
        case done(Result<Void, PostgresError>)
    }

    init(
        _ loop: LoopContext, reads: AuditReads = .strict, coalesce: Duration = .zero, metrics: AuditMetrics,
        notice: AuditNotice? = nil, owners: AuditOwners? = nil
    ) {
        (self.notice, self.owners) = (notice, owners)
        (pool, ids, clock, self.metrics) = (loop.pool, loop.ids, loop.clock, metrics)
        subjects = SubjectNumbers(pool: loop.pool)
        deferred = DeferredEntries(limit: Self.deferredLimit)
        self.reads = reads
        repeated = RepeatedLooks(width: coalesce, limit: Self.repeatedLimit)
    }

    /// These people's data are about to be shown. Returns when that is committed if one of them is somebody else, unless AUDIT_READS is
    /// deferred; if it throws, the data must not be shown. `isStrict`: also when nobody, or only the reader, is among them.
    package func disclosed(
        _ event: AuditEvent, by act: Act, _ object: AuditObject? = nil, of people: some Collection<UserID>, isStrict: Bool = false
    ) async throws(PostgresError) {
        let isOwn = !isStrict && people.allSatisfy { $0 == act.person.userID }
        let people = isOwn ? Array(people.prefix(1)) : Set(people).sorted()
        guard isOwn else { return try await disclosedToOther(event, act, object, people) }
        if deferred.repeats(NewEntry.Kind(event, .success, act, object, people, at: clock.instant)) { return }
        let entry = entry(event, .success, act, object, people)
        // Without room it is written at once, like an entry about somebody else.
        if deferred.add(entry) { return }
        try await write(entry)
    }

    private func disclosedToOther(
        _ event: AuditEvent, _ act: Act, _ object: AuditObject?, _ people: [UserID]
    ) async throws(PostgresError) {
        let (now, kind) = (clock.instant, NewEntry.Kind(event, .success, act, object, people, at: nil))
        func make() -> NewEntry {
            var made = entry(event, .success, act, object, people)
            made.isCounted = false
            return made
        }
        if repeated.repeats(kind, at: now, make) { return }
        let look = make()
        if reads == .strict || !deferred.add(look) { try await write(look) }
        repeated.begin(kind, at: now)
    }

    /// Somebody was refused something. Nobody waits for it; whose data it was is found when it is written.
    package func refused(_ event: AuditEvent, by act: Act, _ object: AuditObject? = nil) {
        if !deferred.add(entry(event, .minorFailure, act, object, [])) { metrics.dropped.add() }
    }

    /// Writes the deferred entries; what cannot be written is kept for the next time. `all`: also repetitions whose time is not over.
    package func flush(all: Bool = false) async throws(PostgresError) {
        var entries = deferred.takeAll()[...]
        let count = entries.count
        entries += repeated.take(at: clock.instant, all: all)
        defer { deferred.settle(count, entries) }
        while !entries.isEmpty {
            let part = Array(entries.prefix(Self.batch))
            try await append(try await attributed(part))
            entries = entries.dropFirst(part.count)
        }
    }

    /// The same, refusals with whose data it was: one look-up for all of them, of which whoever was refused notices nothing.
    private func attributed(_ entries: [NewEntry]) async throws(PostgresError) -> [NewEntry] {
        guard let owners else { return entries }
        let refused = entries.filter { $0.outcome == .minorFailure && $0.event.objectType == owners.objectType }
        let objects = Set(refused.compactMap(\.object?.id))
        guard !objects.isEmpty else { return entries }
        var people: [UUIDValue: UserID] = [:]
        let ids = objects.map { PostgresUUID(high: $0.high, low: $0.low) as PostgresUUID? }
        for row in try await pool.query(owners.statement, [.uuidArray(ids)]).map({ RowOf<OwnerColumn>($0) }) {
            let object = try row.uuid(.object)
            people[UUIDValue(high: object.high, low: object.low)] = try row.id(.person)
        }
        return entries.map { entry in
            guard entry.outcome == .minorFailure, let object = entry.object, let person = people[object.id] else { return entry }
            var entry = entry
            entry.people = [person]
            return entry
        }
    }

    private func entry(
        _ event: AuditEvent, _ outcome: AuditEntry.Outcome, _ act: Act, _ object: AuditObject?, _ people: [UserID]
    ) -> NewEntry {
        NewEntry(id: ids.next(), at: clock.instant, event: event, outcome: outcome, act: act, object: object, people: people)
    }

    // MARK: In groups

    private func write(_ entry: NewEntry) async throws(PostgresError) {
        guard isWriting else {
            isWriting = true
            return try await lead([], with: entry)
        }
        let turn: Turn = await withCheckedContinuation { waiting.append(Waiting(entry: entry, continuation: $0)) }
        switch turn {
        case .lead(let others): try await lead(others, with: entry)
        case .done(let result): try result.get()
        }
    }

    /// Writes for all of a group, and gives the lead to the first of the next.
    private func lead(_ others: [Waiting], with own: NewEntry) async throws(PostgresError) {
        let result: Result<Void, PostgresError>
        do throws(PostgresError) {
            result = .success(try await append([own] + others.map(\.entry)))
        } catch {
            result = .failure(error)
        }
        for other in others { other.continuation.resume(returning: .done(result)) }
        let next = Array(waiting.prefix(Self.batch))
        waiting.removeFirst(next.count)
        if let first = next.first {
            first.continuation.resume(returning: .lead(Array(next.dropFirst())))
        } else {
            isWriting = false
        }
        try result.get()
    }

    private func append(_ entries: [NewEntry]) async throws(PostgresError) {
        let numbers = try await subjects.numbers(of: entries.lazy.flatMap(\.people))
        let values = entries.values(subjects: numbers)
        if let notice, let looks = looks.new(in: entries, notice) {
            let told = try await pool.query(notice.statement, values + notice.values, attempts: Self.attempts)
            if !told.isEmpty { notice.told() }
            self.looks.add(looks)
        } else {
            _ = try await pool.query(AuditStatements.append, values)
        }
        metrics.written.add(entries.count)
    }
}
