/// A parameter of a statement.
///
/// `text` is sent like a quoted literal: its type comes from where it stands, so that it fits text, enums, jsonb, date, time or an
/// interval alike. Where the server cannot tell (a bare `$1` in a function of any type), write `$1::text`. Everything else is sent
/// binary under the type named here; integers are bigint, which every integer column and comparison takes.
package enum PostgresValue: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
    case null
    case text(String)
    case int(Int)
    case bool(Bool)
    case double(Double)
    case bytes([UInt8])
    case uuid(PostgresUUID)
    /// Microseconds since the Unix epoch; `Int64.max` is infinity, `.min` -infinity.
    case timestamptz(Int64)
    /// Days since 1970-01-01.
    case date(Int32)
    /// Microseconds since midnight.
    case time(Int64)
    case textArray([String?])
    case intArray([Int?])
    case boolArray([Bool?])
    case bytesArray([[UInt8]?])
    case uuidArray([PostgresUUID?])
    case timestamptzArray([Int64?])

    package init(stringLiteral text: String) { self = .text(text) }
    package init(integerLiteral number: Int) { self = .int(number) }
    package init(booleanLiteral truth: Bool) { self = .bool(truth) }

    package static func text(_ text: String?) -> PostgresValue { text.map { .text($0) } ?? .null }
    package static func int(_ number: Int?) -> PostgresValue { number.map { .int($0) } ?? .null }
    package static func uuid(_ id: PostgresUUID?) -> PostgresValue { id.map { .uuid($0) } ?? .null }
    package static func timestamptz(_ time: Int64?) -> PostgresValue { time.map { .timestamptz($0) } ?? .null }

    /// The OID that the parameter is declared with.
    var type: UInt32 {
        switch self {
        case .null, .text: PostgresType.unspecified
        case .int: PostgresType.int8
        case .bool: PostgresType.bool
        case .double: PostgresType.float8
        case .bytes: PostgresType.bytea
        case .uuid: PostgresType.uuid
        case .timestamptz: PostgresType.timestamptz
        case .date: PostgresType.date
        case .time: PostgresType.time
        case .textArray: PostgresType.textArray
        case .intArray: PostgresType.int8Array
        case .boolArray: PostgresType.boolArray
        case .bytesArray: PostgresType.byteaArray
        case .uuidArray: PostgresType.uuidArray
        case .timestamptzArray: PostgresType.timestamptzArray
        }
    }
}

/// 128 bits as PostgreSQL's uuid keeps them, most significant first.
package struct PostgresUUID: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }
}
