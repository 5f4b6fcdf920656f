/// The request fields that handlers read and that hold one value. A request that says one of them twice is refused with 400
/// `duplicate_field`: two readers could each believe a different one (RFC 9110 section 5.3).
///
/// Host, Content-Length and the handshake's Sec-WebSocket-Key and -Version are checked where they are read, with codes of their
/// own.
package enum SingletonField: UInt16, CaseIterable, Sendable {
    case accessControlRequestMethod, accountID, authorization, contentType, idempotencyKey, lastEventID, origin, secFetchSite
    case userAgent

    /// In lower case.
    package var name: StaticString {
        switch self {
        case .accessControlRequestMethod: "access-control-request-method"
        case .accountID: "account-id"
        case .authorization: "authorization"
        case .contentType: "content-type"
        case .idempotencyKey: "idempotency-key"
        case .lastEventID: "last-event-id"
        case .origin: "origin"
        case .secFetchSite: "sec-fetch-site"
        case .userAgent: "user-agent"
        }
    }

    /// Nil for every other field.
    @inline(__always)
    init?(_ bytes: Span<UInt8>, _ slot: FieldSlot) {
        let known: SingletonField
        switch slot.nameEnd - slot.nameStart {
        case 6: known = .origin
        case 10: known = bytes.at(Int(slot.nameStart)).lowercased == UInt8(ascii: "a") ? .accountID : .userAgent
        case 12: known = .contentType
        case 13: known = bytes.at(Int(slot.nameStart)).lowercased == UInt8(ascii: "a") ? .authorization : .lastEventID
        case 14: known = .secFetchSite
        case 15: known = .idempotencyKey
        case 29: known = .accessControlRequestMethod
        default: return nil
        }
        guard bytes.equals(known.name, Int(slot.nameStart), Int(slot.nameEnd)) else { return nil }
        self = known
    }
}

/// The request fields that handlers read and that hold a list, on one line or on several (RFC 9110 section 5.3). Connection, Expect,
/// Transfer-Encoding and Upgrade are read by the parser and by `hasToken(_:in:)`, Cookie by `cookie(_:)`.
package enum ListField: CaseIterable, Sendable {
    case ifMatch, secWebSocketProtocol, xForwardedFor

    /// In lower case.
    package var name: StaticString {
        switch self {
        case .ifMatch: "if-match"
        case .secWebSocketProtocol: "sec-websocket-protocol"
        case .xForwardedFor: "x-forwarded-for"
        }
    }
}

/// The singleton fields that a head has had so far.
struct SingletonFields {
    private var seen: UInt16 = 0

    @inline(__always)
    mutating func take(_ bytes: Span<UInt8>, _ slot: FieldSlot) throws(WireError) {
        guard let field = SingletonField(bytes, slot) else { return }
        let bit: UInt16 = 1 << field.rawValue
        guard seen & bit == 0 else { throw .duplicateField }
        seen |= bit
    }
}
