/// Type OIDs of `pg_type`, as far as we send or read them.
enum PostgresType {
    /// Left to the server: it takes the type from where the parameter stands, as for a quoted literal.
    static let unspecified: UInt32 = 0
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let json: UInt32 = 114
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let date: UInt32 = 1082
    static let time: UInt32 = 1083
    static let timestamptz: UInt32 = 1184
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802

    static let boolArray: UInt32 = 1000
    /// Not read: nothing of ours is one.
    static let byteaArray: UInt32 = 1001
    static let textArray: UInt32 = 1009
    static let varcharArray: UInt32 = 1015
    static let int2Array: UInt32 = 1005
    static let int4Array: UInt32 = 1007
    static let int8Array: UInt32 = 1016
    static let timestamptzArray: UInt32 = 1185
    static let uuidArray: UInt32 = 2951

    /// Below it OIDs belong to the system; above are enums, domains and types of extensions.
    static let firstOfUser: UInt32 = 16_384

    /// Arrays that we read; an array of a user's type (an enum, say) is recognised by its elements.
    static func isArray(_ type: UInt32) -> Bool {
        switch type {
        case boolArray, int2Array, int4Array, int8Array, textArray, varcharArray, timestamptzArray, uuidArray: true
        default: type >= firstOfUser
        }
    }

    /// Types whose binary form is their text; user-defined types are enums here. jsonb is text after one byte.
    static func isText(_ type: UInt32) -> Bool {
        switch type {
        case text, varchar, bpchar, name, json, jsonb, unknown: true
        default: type >= firstOfUser
        }
    }
}

/// Microseconds and days between the Unix epoch and PostgreSQL's, 2000-01-01.
enum PostgresEpoch {
    static let microseconds: Int64 = 946_684_800_000_000
    static let days: Int32 = 10_957

    /// `Int64.max` and `.min` are infinity and -infinity on both sides; what does not fit becomes them.
    static func toServer(_ sinceUnixEpoch: Int64) -> Int64 {
        if sinceUnixEpoch == .max { return .max }
        let (value, overflow) = sinceUnixEpoch.subtractingReportingOverflow(microseconds)
        return overflow ? .min : value
    }

    /// The same for dates, whose infinities are `Int32.max` and `.min`.
    static func dayToServer(_ sinceUnixEpoch: Int32) -> Int32 {
        if sinceUnixEpoch == .max { return .max }
        let (value, overflow) = sinceUnixEpoch.subtractingReportingOverflow(days)
        return overflow ? .min : value
    }

    static func dayFromServer(_ value: Int32) -> Int32 {
        if value == .min { return .min }
        let (day, overflow) = value.addingReportingOverflow(days)
        return overflow ? .max : day
    }

    static func fromServer(_ value: Int64) -> Int64 {
        if value == .min { return .min }
        let (time, overflow) = value.addingReportingOverflow(microseconds)
        return overflow ? .max : time
    }
}
