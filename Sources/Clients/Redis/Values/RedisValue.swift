/// An answer of Redis, in the terms of RESP2.
package enum RedisValue: Sendable, Equatable {
    /// `$-1` and `*-1`: no such key, or a transaction that was not run.
    case null
    /// `+OK`.
    case status(String)
    case integer(Int64)
    /// `$`: any bytes.
    case bulk([UInt8])
    case array([RedisValue])
    /// `-`: at the top of an answer it is thrown as `RedisError.server`; inside an array or a pipeline it stands here.
    case error(String)

    package var isNull: Bool { self == .null }

    /// The bytes of a bulk answer.
    package var bytes: [UInt8]? { if case .bulk(let bytes) = self { bytes } else { nil } }

    /// A bulk or status answer as text; nil when the bytes are not UTF-8.
    package var text: String? {
        switch self {
        case .bulk(let bytes): String(validating: bytes, as: UTF8.self)
        case .status(let text): text
        default: nil
        }
    }

    /// An integer answer, or a bulk one that holds a decimal number, as HGET gives it.
    package var int: Int64? {
        if case .integer(let value) = self { value } else { text.flatMap { Int64($0) } }
    }

    package var elements: [RedisValue]? { if case .array(let elements) = self { elements } else { nil } }
}
