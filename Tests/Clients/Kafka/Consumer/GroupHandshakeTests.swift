import Testing

@testable import Kafka

@Suite("Whether a member is joining its group") struct GroupHandshakeTests {
    /// What is sent: JoinGroup, SyncGroup, LeaveGroup, Heartbeat.
    private static let (join, sync, leave, heartbeat): (Int16, Int16, Int16, Int16) = (11, 14, 13, 12)

    @Test("it is under way from each JoinGroup to the next SyncGroup or LeaveGroup")
    func underWay() {
        let handshake = GroupHandshake()
        #expect(!handshake.isUnderWay)
        for (request, isUnderWay) in [
            (Self.heartbeat, false), (Self.join, true), (Self.heartbeat, true), (Self.sync, false), (Self.sync, false),
            (Self.join, true), (Self.join, true), (Self.leave, false), (Self.heartbeat, false),
        ] {
            handshake.sent(request)
            #expect(handshake.isUnderWay == isUnderWay, "\(request)")
        }
    }

    @Test(
        "before version 2.3.0 a client between its first JoinGroup and its first assignment must be left alone",
        arguments: [Int32(0x0200_02FF), 0x0202_FFFF, 0x0203_0000, 0x0203_0001, 0x0204_0000])
    func destruction(version: Int32) {
        let isMended = version >= 0x0203_0000
        let handshake = GroupHandshake()
        #expect(handshake.allowsDestruction(by: version))
        handshake.sent(Self.heartbeat)
        #expect(handshake.allowsDestruction(by: version))
        handshake.sent(Self.join)
        #expect(handshake.allowsDestruction(by: version) == isMended)
        handshake.sent(Self.sync)
        #expect(handshake.allowsDestruction(by: version) == isMended)
        handshake.noteAssignment()
        #expect(handshake.allowsDestruction(by: version))
        handshake.sent(Self.join)
        #expect(handshake.allowsDestruction(by: version))
    }
}
