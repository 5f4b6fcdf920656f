/// What arrives on a connection that subscribes, read from the value that RESP2 wraps it in.
enum SubscriberReply: Equatable {
    case message(channel: String, payload: [UInt8])
    case confirmed(SubscriptionSet.Change, channel: String)
    /// An answer to anything else.
    case other

    init(_ value: RedisValue) {
        self = .other
        guard case .array(let parts) = value, parts.count == 3, case .bulk(let kind) = parts[0], case .bulk(let name) = parts[1]
        else {
            return
        }
        let channel = String(decoding: name, as: UTF8.self)
        if Self.message.elementsEqual(kind), case .bulk(let payload) = parts[2] {
            self = .message(channel: channel, payload: payload)
        } else if Self.subscribe.elementsEqual(kind) {
            self = .confirmed(.subscribe, channel: channel)
        } else if Self.unsubscribe.elementsEqual(kind) {
            self = .confirmed(.unsubscribe, channel: channel)
        }
    }

    private static let message = Array("message".utf8)
    private static let subscribe = Array("subscribe".utf8)
    private static let unsubscribe = Array("unsubscribe".utf8)
}
