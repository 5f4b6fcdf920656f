import Access
import Contracts
import CoreHTTP
import Hosting
import Postgres

/// Security events in auth_db.
struct PostgresSecurityEventStore: SecurityEventStore {
    let pool: PostgresPool

    func add(_ event: SecurityEvent) async throws(PostgresError) {
        _ = try await pool.query(
            Self.insert,
            [
                .id(event.id), .text(event.kind.rawValue), .instant(event.at), .id(event.userID), .id(event.sessionID),
                .text(event.device?.address), .text(event.device?.userAgent),
                .text(String(decoding: JSONValue.object(event.detail).encoded(), as: UTF8.self)),
            ])
    }

    func events(_ filter: SecurityEventFilter, after position: PagePosition?, limit: Int) async throws(PostgresError)
        -> [SecurityEvent]
    {
        let (statement, conditions) = Self.select(filter)
        let values: [PostgresValue] =
            [
                .instant(filter.from ?? .earliest), .instant(filter.to ?? .latest), .instant(position?.at),
                .uuid(position.map { PostgresUUID(high: $0.id.high, low: $0.id.low) }), .int(limit),
            ] + conditions
        var events: [SecurityEvent] = []
        for row in try await pool.query(statement, values) { events.append(try SecurityEvent(row)) }
        return events
    }

    func removeEvents(before end: Instant) async throws(PostgresError) {
        while try await pool.query(Self.deleteOld, [.instant(end)]).affectedRows == Self.sweepSize {}
    }

    private static let sweepSize = 1_000

    private static let insert = Statement(
        "insert_event",
        """
        INSERT INTO auth_events (id, type, at, user_id, session_id, ip, user_agent, detail)
        VALUES ($1, $2, $3, $4, $5, $6::inet, $7, $8::jsonb)
        """)

    private static let deleteOld = Statement(
        "sweep_events",
        "DELETE FROM auth_events WHERE id IN (SELECT id FROM auth_events WHERE at < $1 ORDER BY at LIMIT \(sweepSize))")

    /// A statement for each set of filters, so that each has the plan of its index.
    private static func select(_ filter: SecurityEventFilter) -> (Statement, [PostgresValue]) {
        switch (filter.kind, filter.userID) {
        case (nil, nil): (all, [])
        case (let kind?, nil): (ofKind, [.text(kind.rawValue)])
        case (nil, let user?): (ofUser, [.id(user)])
        case (let kind?, let user?): (ofUserAndKind, [.id(user), .text(kind.rawValue)])
        }
    }

    private static let all = select("events", "")
    private static let ofKind = select("events_of_type", "AND type = $6")
    private static let ofUser = select("events_of_user", "AND user_id = $6")
    private static let ofUserAndKind = select("events_of_user_and_type", "AND user_id = $6 AND type = $7")

    private static func select(_ name: StaticString, _ condition: String) -> Statement {
        Statement(
            name,
            """
            SELECT id, type, at, user_id, session_id, host(ip), user_agent, detail FROM auth_events
            WHERE at >= $1 AND at < $2 AND ($3::timestamptz IS NULL OR (at, id) < ($3, $4::uuid)) \(condition)
            ORDER BY at DESC, id DESC LIMIT $5
            """)
    }
}

extension SecurityEvent {
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        let type = try row.text(1)
        guard let kind = Kind(rawValue: type) else { preconditionFailure("\(type) is no event that this service records") }
        let address = try row.textOrNil(5)
        let userAgent = try row.textOrNil(6)
        self.init(
            id: try row.id(0), kind: kind, at: try row.instant(2), userID: try row.idOrNil(3), sessionID: try row.idOrNil(4),
            device: address.map { Device(userAgent: userAgent, address: $0) }, detail: [String: String](json: try row.text(7)))
    }
}

extension JSONValue {
    /// Texts by name, in the order of the names.
    fileprivate static func object(_ texts: [String: String]) -> JSONValue {
        .object(JSONObject(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }
}

extension [String: String] {
    fileprivate init(json: String) {
        self = [:]
        guard case .object(let object) = try? JSONReader.parse(Array(json.utf8)) else { return }
        for (name, value) in object.members { self[name] = value.text }
    }
}
