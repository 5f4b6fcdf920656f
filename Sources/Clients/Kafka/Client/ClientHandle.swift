internal import CRdKafka

/// Owns one `rd_kafka_t`: a client with its threads and connections. Dropping it without `take` waits for those threads.
struct ClientHandle: ~Copyable {
    /// Nil once taken.
    private(set) var pointer: OpaquePointer?
    /// The library calls it until the client is destroyed.
    let handshake: GroupHandshake

    /// Makes a client of `type` with `properties`, later ones overriding earlier ones.
    static func make(
        _ type: rd_kafka_type_t, properties: [KafkaConfiguration.Property], events: Int32
    ) throws(KafkaError) -> ClientHandle {
        let reason = ReasonBuffer()
        let configuration = rd_kafka_conf_new()
        for (name, value) in properties {
            if rd_kafka_conf_set(configuration, name, value, reason.bytes, ReasonBuffer.size) != RD_KAFKA_CONF_OK {
                rd_kafka_conf_destroy(configuration)
                throw .invalidProperty(name: name, reason: reason.text)
            }
        }
        rd_kafka_conf_set_events(configuration, events)
        let handshake = GroupHandshake()
        if type == RD_KAFKA_CONSUMER { handshake.observe(configuration) }
        // Tokens (OAUTHBEARER through OIDC) are fetched with blocking calls: on a thread of the library, not on the loop.
        let fetchesTokens = properties.contains { $0.name == "sasl.oauthbearer.method" && $0.value == "oidc" }
        if fetchesTokens { rd_kafka_conf_enable_sasl_queue(configuration, 1) }
        // The client owns the configuration from here on, unless it could not be made.
        guard let pointer = rd_kafka_new(type, configuration, reason.bytes, ReasonBuffer.size) else {
            rd_kafka_conf_destroy(configuration)
            throw .notCreated(reason: reason.text)
        }
        let handle = ClientHandle(pointer: pointer, handshake: handshake)
        if fetchesTokens, let error = rd_kafka_sasl_background_callbacks_enable(pointer) {
            defer { rd_kafka_error_destroy(error) }
            throw .notCreated(reason: String(cString: rd_kafka_error_string(error)))
        }
        return handle
    }

    /// Hands the pointer over to the caller, who destroys it and keeps `handshake` until then.
    mutating func take() -> OpaquePointer? {
        defer { pointer = nil }
        return pointer
    }

    deinit {
        if let pointer, handshake.allowsDestruction() { rd_kafka_destroy_flags(pointer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE) }
    }
}

/// Where the library writes why it refused.
private struct ReasonBuffer: ~Copyable {
    static let size = 512
    let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: size)

    init() { bytes.initialize(repeating: 0, count: Self.size) }
    deinit { bytes.deallocate() }

    var text: String { String(cString: bytes) }
}
