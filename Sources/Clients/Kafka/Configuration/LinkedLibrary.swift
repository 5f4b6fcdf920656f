internal import CRdKafka

/// The librdkafka that is linked.
enum LinkedLibrary {
    static var version: String { String(cString: rd_kafka_version_str()) }

    /// What it was built with: `ssl`, `sasl_scram`, `oidc` and so on (its property `builtin.features`).
    static var features: Set<String> {
        let configuration = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(configuration) }
        var size = 0
        guard rd_kafka_conf_get(configuration, "builtin.features", nil, &size) == RD_KAFKA_CONF_OK else { return [] }
        let names = withUnsafeTemporaryAllocation(of: CChar.self, capacity: size + 1) { room in
            room.initialize(repeating: 0)
            guard let start = room.baseAddress else { return "" }
            rd_kafka_conf_get(configuration, "builtin.features", start, &size)
            return String(cString: start)
        }
        return Set(names.split(separator: ",").map(String.init))
    }
}
