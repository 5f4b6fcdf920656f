internal import CRdKafka

extension KafkaRecord {
    /// Puts a copy of the record into the queue of a producer. `ticket` comes back with the delivery report.
    func enqueue(to instance: ClientInstance, ticket: UInt) -> rd_kafka_resp_err_t {
        guard let topic = instance.topic(topic) else { return RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC }
        let headers = headerList()
        let error = key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                var fields = [
                    Self.field(RD_KAFKA_VTYPE_RKT) { $0.rkt = topic },
                    Self.field(RD_KAFKA_VTYPE_MSGFLAGS) { $0.i = RD_KAFKA_MSG_F_COPY },
                    Self.field(RD_KAFKA_VTYPE_PARTITION) { $0.i32 = partition ?? -1 },
                    Self.field(RD_KAFKA_VTYPE_OPAQUE) { $0.ptr = UnsafeMutableRawPointer(bitPattern: ticket) },
                ]
                if !isTombstone { fields.append(Self.field(RD_KAFKA_VTYPE_VALUE) { Self.set(&$0, to: value, orEmpty: topic) }) }
                if !key.isEmpty { fields.append(Self.field(RD_KAFKA_VTYPE_KEY) { Self.set(&$0, to: key, orEmpty: topic) }) }
                if let headers { fields.append(Self.field(RD_KAFKA_VTYPE_HEADERS) { $0.headers = headers }) }
                return rd_kafka_produceva(instance.client, fields, fields.count)
            }
        }
        guard let error else { return RD_KAFKA_RESP_ERR_NO_ERROR }
        defer { rd_kafka_error_destroy(error) }
        // Taken over by the library only when it has taken the record.
        if let headers { rd_kafka_headers_destroy(headers) }
        return rd_kafka_error_code(error)
    }

    private func headerList() -> OpaquePointer? {
        guard !headers.isEmpty else { return nil }
        let list = rd_kafka_headers_new(headers.count)
        for header in headers {
            header.name.withCString { name in
                guard let value = header.value else {
                    rd_kafka_header_add(list, name, -1, nil, 0)
                    return
                }
                // The empty value must not be a null pointer, which is Kafka's null.
                value.withUnsafeBytes { bytes in
                    withUnsafePointer(to: 0 as UInt8) { empty in
                        _ = rd_kafka_header_add(list, name, -1, bytes.baseAddress ?? UnsafeRawPointer(empty), bytes.count)
                    }
                }
            }
        }
        return list
    }

    private typealias Value = rd_kafka_vu_s.__Unnamed_union_u

    private static func field(_ type: rd_kafka_vtype_t, _ set: (inout Value) -> Void) -> rd_kafka_vu_t {
        var field = rd_kafka_vu_t()
        field.vtype = type
        set(&field.u)
        return field
    }

    /// Even an empty value needs an address, whichever: a null pointer would be Kafka's null.
    private static func set(_ value: inout Value, to bytes: UnsafeRawBufferPointer, orEmpty address: OpaquePointer) {
        value.mem.ptr = UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(address))
        value.mem.size = bytes.count
    }
}
