import Access
import Contracts
import Hosting
import Postgres

extension [NewEntry] {
    /// The parameters of `AuditStatements.append`. `subjects`: the pseudonyms of each one's people.
    func values(subjects: [UserID: UUIDValue]) -> [PostgresValue] {
        let details = map { SealedDetails($0.act.details) }
        var (firsts, lasts, all): ([Int?], [Int?], [PostgresUUID?]) = ([], [], [])
        for entry in self {
            firsts.append(all.count + 1)
            all += entry.people.compactMap { subjects[$0] }.sorted().map { PostgresUUID(high: $0.high, low: $0.low) }
            lasts.append(all.count)
        }
        return [
            .ids(map(\.id)), .timestamptzArray(map(\.at.microseconds)), .textArray(map(\.event.name)),
            .textArray(map(\.event.action.rawValue)), .intArray(map { Int($0.outcome.rawValue) }), .ids(map(\.act.person.userID)),
            .textArray(map(\.act.person.role.rawValue)), .textArray(map(\.act.client)),
            .uuidArray(map { $0.act.client == nil ? PostgresUUID($0.act.person.sessionID.uuid) : nil }),
            .uuidArray(map { $0.act.person.tokenID.map { PostgresUUID($0.uuid) } }), .textArray(map(\.act.purpose.rawValue)),
            .textArray(map(\.event.objectType)), .uuidArray(map { $0.object.map { PostgresUUID($0.id) } }),
            .intArray(map { $0.object?.version.map(Int.init) }), .intArray(map(\.times)), .bytesArray(map(\.act.trace.octets)),
            .bytesArray(details.map(\.commitment.octets)), .bytesArray(details.map(\.salt)), .textArray(details.map(\.text)),
            .intArray(firsts), .intArray(lasts), .uuidArray(all),
        ]
    }
}

extension PostgresUUID {
    fileprivate init(_ id: UUIDValue) { self.init(high: id.high, low: id.low) }
}
