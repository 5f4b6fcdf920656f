package import Contracts
package import CoreHTTP
package import Postgres

// Ids and times on their way into statements and out of rows: both sides keep the same bits.

extension PostgresValue {
    package static func id<Entity>(_ id: Identifier<Entity>) -> PostgresValue {
        .uuid(PostgresUUID(high: id.uuid.high, low: id.uuid.low))
    }

    package static func id<Entity>(_ id: Identifier<Entity>?) -> PostgresValue { id.map { .id($0) } ?? .null }

    package static func ids<Entity>(_ ids: [Identifier<Entity>]) -> PostgresValue {
        .uuidArray(ids.map { PostgresUUID(high: $0.uuid.high, low: $0.uuid.low) })
    }

    package static func instant(_ instant: Instant) -> PostgresValue { .timestamptz(instant.microseconds) }

    package static func instant(_ instant: Instant?) -> PostgresValue { instant.map { .instant($0) } ?? .null }
}

extension PostgresRow {
    package func id<Entity>(_ column: Int) throws(PostgresError) -> Identifier<Entity> {
        let uuid = try uuid(column)
        return Identifier(UUIDValue(high: uuid.high, low: uuid.low))
    }

    package func idOrNil<Entity>(_ column: Int) throws(PostgresError) -> Identifier<Entity>? {
        try uuidOrNil(column).map { Identifier(UUIDValue(high: $0.high, low: $0.low)) }
    }

    package func instant(_ column: Int) throws(PostgresError) -> Instant { Instant(microseconds: try timestamptz(column)) }

    package func instantOrNil(_ column: Int) throws(PostgresError) -> Instant? {
        try timestamptzOrNil(column).map { Instant(microseconds: $0) }
    }
}

extension RowOf {
    package func id<Entity>(_ column: C) throws(PostgresError) -> Identifier<Entity> { try row.id(self[column]) }
    package func idOrNil<Entity>(_ column: C) throws(PostgresError) -> Identifier<Entity>? { try row.idOrNil(self[column]) }
    package func instant(_ column: C) throws(PostgresError) -> Instant { try row.instant(self[column]) }
    package func instantOrNil(_ column: C) throws(PostgresError) -> Instant? { try row.instantOrNil(self[column]) }

    /// The member `name` with a text of the row, or `null`, without a string in between.
    @inline(__always)
    package func write(_ name: StaticString, _ column: C, to json: inout JSONWriter) throws(PostgresError) {
        json.key(name)
        if try !row.withText(self[column], { json.value($0) }) { json.null() }
    }
}
