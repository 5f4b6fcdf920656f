import HTTPWire
import Reactor
import Testing

@testable import CoreHTTP

@Suite("Who a request comes from") struct TrustedProxiesTests {
    private let trusted = TrustedProxies(["10.0.0.0/8", "127.0.0.1", "fd00::/8"].compactMap { AddressBlock($0) })

    @Test(
        "the last address that no trusted proxy has",
        arguments: [
            ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"), ("127.0.0.1", ["1.1.1.1, 203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1", ["203.0.113.9, 10.1.2.3"], "203.0.113.9"),
            ("127.0.0.1", ["203.0.113.9", " 10.1.2.3 , 10.0.0.1"], "203.0.113.9"),
            ("::ffff:127.0.0.1", ["2001:db8::1"], "2001:db8::1"), ("fd12::1", ["203.0.113.9"], "203.0.113.9"),
            ("203.0.113.1", ["203.0.113.9"], "203.0.113.1"), ("11.0.0.1", ["203.0.113.9"], "11.0.0.1"),
            ("127.0.0.1", [], "127.0.0.1"), ("127.0.0.1", ["unknown"], "127.0.0.1"), ("127.0.0.1", ["203.0.113.9, x"], "127.0.0.1"),
            ("127.0.0.1", ["10.9.9.9"], "10.9.9.9"), ("127.0.0.1", ["1.2.3.4,"], "1.2.3.4"),
        ])
    func client(peer: String, forwarded: [String], client: String) throws {
        var fields = HTTPFields()
        for value in forwarded { fields.append("X-Forwarded-For", value) }
        let head = RequestHead(method: .get, path: "/", fields: fields)
        let address = try #require(SocketAddress(numeric: peer, port: 1))
        #expect(trusted.client(of: head, peer: address).hostText == client)
        #expect(TrustedProxies().client(of: head, peer: address) == address)
    }

    @Test(
        "blocks of addresses",
        arguments: [
            ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.0", false), ("0.0.0.0/0", "9.9.9.9", true),
            ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1/32", "192.0.2.2", false), ("fd00::/8", "fdff::1", true),
            ("::/0", "2001:db8::1", true), ("::/0", "10.0.0.1", false), ("2001:db8::/33", "2001:db8:8000::", false),
        ])
    func blocks(block: String, address: String, isInside: Bool) throws {
        let host = try #require(SocketAddress(numeric: address, port: 0)).host
        #expect(try #require(AddressBlock(block)).contains(host) == isInside)
    }

    @Test(arguments: ["", "x", "10.0.0.0/33", "10.0.0.0/-1", "::/129", "10.0.0.0/8/8", "10.0.0/8", "10.0.0.0/"])
    func noBlock(text: String) { #expect(AddressBlock(text) == nil) }
}
