import Testing

@testable import HTTPWire

@Suite("Authorities") struct AuthorityTests {
    /// With, and when no port is required.
    private static let hosts: [(text: String, isValid: Bool, hasPort: Bool)] = [
        ("a", true, false), ("a.example", true, false), ("a:", true, false), ("a:0", true, true), ("a:80", true, true),
        ("a:65535", true, true), ("a:65536", false, false), ("a:99999", false, false), ("a:00080", true, true),
        ("a:8x", false, false),
        ("a:1:2", false, false), ("", false, false), (":80", false, false), ("a b", false, false), ("a/b", false, false),
        ("a@b", false, false), ("%41", true, false), ("%4", false, false), ("%", false, false), ("%4g", false, false),
        ("%g4", false, false), ("a%20", true, false), ("1.2.3.4", true, false), ("_-~!$&'()*+,;=", true, false),
        ("ä", false, false),
        ("[::]", true, false), ("[::1]:80", true, true), ("[1:2:3:4:5:6:7:8]", true, false), ("[1:2:3:4:5:6:7]", false, false),
        ("[1:2:3:4:5:6:7:8:9]", false, false), ("[1::2]", true, false), ("[1::2::3]", false, false), ("[:1]", false, false),
        ("[1:]", false, false), ("[1:2:3:4:5:6:7::]", true, false), ("[1:2:3:4:5:6:7:8::]", false, false),
        ("[::2:3:4:5:6:7:8]", true, false),
        ("[1::2:3:4:5:6:7:8]", false, false), ("[12345::]", false, false), ("[abcd:EF01::]", true, false), ("[g::]", false, false),
        ("[::1.2.3.4]", true, false), ("[1:2:3:4:5:6:1.2.3.4]", true, false), ("[1:2:3:4:5:1.2.3.4]", false, false),
        ("[1:2:3:4:5:6:7:1.2.3.4]", false, false), ("[1:2:3:4:5::1.2.3.4]", true, false), ("[1:2:3:4:5:6::1.2.3.4]", false, false),
        ("[::1.2.3]", false, false), ("[::1.2.3.256]", false, false), ("[::1.2.3.04]", false, false),
        ("[::1.2.3.4.5]", false, false),
        ("[::1.2.3.4:1]", false, false), ("[1.2.3.4]", false, false), ("[]", false, false), ("[::", false, false),
        ("::", false, false),
        ("[::]x", false, false), ("[::]:", true, false), ("[v1.a]", true, false), ("[vF.a:b]", true, false),
        ("[v.a]", false, false),
        ("[v1.]", false, false), ("[v1]", false, false), ("[vg.a]", false, false), ("[v1a]", false, false),
        ("[v1.a/]", false, false),
        ("[V1.a]", true, false), ("[::0.0.0.0]", true, false), ("[::10.20.255.100]", true, false), ("[::1.2.3.1000]", false, false),
    ]

    @Test("what is one, and what is not", arguments: hosts.indices)
    func table(index: Int) {
        let (text, isValid, hasPort) = Self.hosts[index]
        let bytes = Array(text.utf8)
        #expect(Authority.isValid(bytes.span, 0..<bytes.count, portRequired: false) == isValid, "\(text)")
        #expect(Authority.isValid(bytes.span, 0..<bytes.count, portRequired: true) == hasPort, "\(text)")
    }

    @Test("what stands before and behind does not count", arguments: hosts.indices)
    func around(index: Int) {
        let (text, isValid, hasPort) = Self.hosts[index]
        for before in ["", "1", ":"] {
            for behind in ["\r\n", "0", "5:", ":", ".", "f", "]", "%41", "a", " ", ".4"] {
                let bytes = Array((before + text + behind).utf8)
                let range = before.utf8.count..<(before.utf8.count + text.utf8.count)
                #expect(Authority.isValid(bytes.span, range, portRequired: false) == isValid, "\(text) before \(behind)")
                #expect(Authority.isValid(bytes.span, range, portRequired: true) == hasPort, "\(text) before \(behind)")
            }
        }
    }
}
