import Testing

@testable import OpenSSL

@Suite("time stamps of RFC 3161") struct TimeStampTests {
    @Test("a request has the digest, a positive nonce of eight octets, and the wish for the certificate")
    func request() {
        let data = Array("checkpoint".utf8)
        for _ in 0..<1_000 {
            let request = TimeStamp.request(for: data)
            #expect(request.count == 69 && request[..<5] == [0x30, 67, 0x02, 0x01, 0x01])
            #expect(Array(request[24..<56]) == SHA256.hash(data))
            #expect(Array(request[56..<58]) == [0x02, 0x08] && 0x40...0x7F ~= request[58])
            #expect(Array(request[66...]) == [0x01, 0x01, 0xFF])
        }
        #expect(TimeStamp.request(for: data) != TimeStamp.request(for: data))
    }

    @Test("what is no reply is refused", arguments: [[], [0x30], [0x30, 0x03, 0x02, 0x01, 0x00], [0x30, 0x80, 0, 0]])
    func malformed(reply: [UInt8]) {
        #expect(throws: TimeStamp.Failure.self) { try TimeStamp.token(in: reply, to: TimeStamp.request(for: [1])) }
        #expect(throws: TimeStamp.Failure.malformed) { try TimeStamp.verify(reply, of: [1], authorities: "/dev/null") }
    }

    @Test("a refusal is told with its status", arguments: 2...5)
    func refused(status: UInt8) {
        #expect(throws: TimeStamp.Failure.refused(status: Int(status))) {
            try TimeStamp.token(in: [0x30, 0x05, 0x30, 0x03, 0x02, 0x01, status], to: TimeStamp.request(for: [1]))
        }
    }
}
