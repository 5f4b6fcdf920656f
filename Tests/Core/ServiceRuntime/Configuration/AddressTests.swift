import ServiceRuntime
import Testing

@Suite("Hosts, ports and origins are read exactly")
struct AddressTests {
    @Test(arguments: [
        ("localhost:9092", "localhost", 9092), ("10.0.0.7:1", "10.0.0.7", 1), ("[::1]:65535", "::1", 65535),
        ("[fe80::1:2]:80", "fe80::1:2", 80),
        ("kafka_1.internal:9092", "kafka_1.internal", 9092),
    ])
    func hostAndPort(text: String, host: String, port: Int) {
        #expect(HostPort(text) == HostPort(host: host, port: port))
        #expect(HostPort(text)?.description == text)
    }

    @Test(arguments: [
        "", ":", ":80", "a", "a:", "a:0", "a:65536", "a:-1", "a:+1", "a:1:2", "::1", "::1:80", "[::1]", "[::1", "[]:80", "[a]:80",
        "[::1]80", "a b:80", "a/b:80", "http://a:80",
        "a:８０", "a:000080", "é:80", "a:80 ",
    ])
    func noHostAndPort(text: String) {
        #expect(HostPort(text) == nil)
    }

    @Test func aDefaultPortStandsInForNone() {
        #expect(HostPort("redis", defaultPort: 6379) == HostPort(host: "redis", port: 6379))
        #expect(HostPort("[::1]", defaultPort: 6379) == HostPort(host: "::1", port: 6379))
        #expect(HostPort("redis:", defaultPort: 6379) == nil)
    }

    @Test(arguments: [
        ("http://localhost:3010", "http://localhost:3010", 3010, true), ("http://localhost:80/", "http://localhost", 80, true),
        ("HTTPS://Clinic.Example", "https://clinic.example", 443, false), ("https://a:443", "https://a", 443, false),
        ("https://a:80", "https://a:80", 80, false),
        ("http://[::1]:8080", "http://[::1]:8080", 8080, true), ("http://127.9.9.9", "http://127.9.9.9", 80, true),
        ("http://127.evil.example", "http://127.evil.example", 80, false),
        ("http://app.localhost", "http://app.localhost", 80, true), ("http://notlocalhost", "http://notlocalhost", 80, false),
    ])
    func origins(text: String, serialized: String, port: Int, isLoopback: Bool) throws {
        let origin = try #require(WebOrigin(text))
        #expect(origin.description == serialized)
        #expect(origin.port == port)
        #expect(origin.isLoopback == isLoopback)
        #expect(WebOrigin(serialized) == origin)
    }

    @Test(arguments: [
        "", "localhost", "localhost:3010", "ftp://a", "http://", "http:///", "http://a/b", "http://a?b", "http://u@a",
        "http://a:99999", "//a", "http://a//", "http:// a",
    ])
    func noOrigin(text: String) {
        #expect(WebOrigin(text) == nil)
    }
}
