internal import CRdKafka
import Synchronization

/// Knows whether a member is joining its group, which the library does not report.
///
/// A broker answers the requests of a connection in turn, and a JoinGroup only when all members have come. An OffsetCommit sent
/// meanwhile is looked at after the join, with the generation from before it: it is refused as ILLEGAL_GENERATION, and then
/// librdkafka declares all partitions lost and joins once more. So no commit may be sent between JoinGroup and SyncGroup.
final class GroupHandshake: Sendable {
    private let joining = Atomic(false)
    private let hasJoined = Atomic(false)
    private let wasAssigned = Atomic(false)

    var isUnderWay: Bool { joining.load(ordering: .acquiring) }

    /// To be called at the first answer to a join, even if it brings no partitions.
    func noteAssignment() { wasAssigned.store(true, ordering: .releasing) }

    /// Before version 2.3.0 the library aborts the process when a client is destroyed between its first JoinGroup and its first
    /// assignment (confluentinc/librdkafka#4312). Such a client can only be left alone.
    func allowsDestruction(by version: Int32 = rd_kafka_version()) -> Bool {
        version >= 0x0203_0000 || !hasJoined.load(ordering: .acquiring) || wasAssigned.load(ordering: .acquiring)
    }

    /// Must be called before the client is made, and the handshake must live longer than the client.
    func observe(_ configuration: OpaquePointer?) {
        rd_kafka_conf_interceptor_add_on_new(configuration, "handshake", clientMade, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Called on the library's threads.
    func sent(_ request: Int16) {
        switch request {
        case 11:  // JoinGroup
            hasJoined.store(true, ordering: .releasing)
            joining.store(true, ordering: .releasing)
        case 13, 14: joining.store(false, ordering: .releasing)  // LeaveGroup, SyncGroup
        default: break
        }
    }
}

@c private func clientMade(
    _ client: OpaquePointer?, _ configuration: OpaquePointer?, _ handshake: UnsafeMutableRawPointer?,
    _ reason: UnsafeMutablePointer<CChar>?, _ size: Int
) -> rd_kafka_resp_err_t {
    rd_kafka_interceptor_add_on_request_sent(client, "handshake", requestSent, handshake)
}

@c private func requestSent(
    _ client: OpaquePointer?, _ socket: Int32, _ broker: UnsafePointer<CChar>?, _ brokerID: Int32, _ request: Int16,
    _ version: Int16,
    _ correlation: Int32, _ size: Int, _ handshake: UnsafeMutableRawPointer?
) -> rd_kafka_resp_err_t {
    if let handshake { Unmanaged<GroupHandshake>.fromOpaque(handshake).takeUnretainedValue().sent(request) }
    return RD_KAFKA_RESP_ERR_NO_ERROR
}
