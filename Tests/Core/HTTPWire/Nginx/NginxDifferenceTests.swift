import HTTPWire
import Reactor
import TestSupport
import Testing
import WireSupport

@Suite("Our verdicts beside nginx's", .timeLimit(.minutes(4)))
struct NginxDifferenceTests {
    /// Where nginx takes what we refuse: our reason, by the code of our error. Each is a reading that two parties can disagree on.
    private static let stricter = [
        "empty_target": "RFC 9112 3: exactly one space",
        "malformed_version": "RFC 9112 3: exactly one space, and two digits with a dot between",
        "missing_version": "HTTP/0.9 has no head; nobody speaks it",
        "bare_lf": "RFC 9112 2.2 lets a recipient take a lone LF for a line's end; where parsers differ in it, smuggling begins",
        "bare_cr": "RFC 9112 2.2: a CR without LF is invalid",
        "too_many_empty_lines": "RFC 9112 2.2 asks for at least one to be ignored; for ever is a free connection",
        "invalid_target": "RFC 3986 2: the octet has to be escaped",
        "encoded_slash": "a router and a file system read it as different paths",
        "dot_segment": "nginx resolves it; whoever resolves it elsewhere sees another path",
        "path_not_utf8": "no name of ours can be meant",
        "unsupported_scheme": "RFC 9110 7.4: we are no gateway to another scheme",
        "missing_colon": "RFC 9112 5.1; nginx drops the line, the next party may not",
        "invalid_field_name": "RFC 9110 5.6.2: a token",
        "invalid_field_value": "RFC 9110 5.5: no control characters",
        "unknown_expectation": "RFC 9110 10.1.1: 417 may be answered",
        "length_required": "HTTP/1.0 content without a length has no end; nginx takes it for none",
        "missing_chunk_end": "RFC 9112 7.1: CRLF behind the data",
        "forbidden_trailer": "RFC 9110 6.5.1: no framing or routing behind the message",
        "leading_whitespace": "in trailers too, RFC 9112 5.2",
        "obsolete_fold": "in trailers too, RFC 9112 5.2",
        "space_before_colon": "the octets belong to a second request, which nginx does not look at after `Connection: close`",
        "invalid_host": "RFC 9112 3.2: 400 for a Host that is no host; it may end up in links and logs",
    ]

    /// Where both refuse by another answer: ours and nginx's, nil for a connection closed without one.
    private static let otherAnswers: [Pair: String] = [
        Pair(400, 501):
            "nginx says 501 for all but `chunked`; we tell a malformed field from an unknown coding",
        Pair(501, 400): "RFC 9110 15.6.2: 501 for a method or coding that nobody here knows",
        Pair(505, 400): "RFC 9110 15.6.6: 505 for a version that is well formed",
        Pair(413, 400): "nginx calls a chunk size beyond its integers malformed; we stop at our limit",
        Pair(413, nil): "nginx waits for the content; we refuse at the size",
        Pair(400, nil): "nginx waits for more, then closes without a word; we refuse at the octet and say so",
        Pair(400, 405): "nginx knows no CONNECT at all; we refuse its target first",
    ]

    /// Where nginx refuses what the RFCs allow.
    private static let laxer = [
        "tabs and blanks round a value": "RFC 9110 5.6.3: OWS may be a tab; nginx takes it for part of Host"
    ]

    private struct Pair: Hashable {
        let ours: Int
        let theirs: Int?
        init(_ ours: Int, _ theirs: Int?) { (self.ours, self.theirs) = (ours, theirs) }
    }

    @Test("each row that differs is explained, and each explanation is needed")
    func differences() async throws {
        let (bad, good) = try await Nginx.use { nginx in
            try await onLoop { loop in
                (
                    try await verdicts(nginx, BadRequest.all.map(\.bytes), loop),
                    try await verdicts(nginx, GoodRequest.all.map(\.bytes), loop)
                )
            }
        }
        var unused = Set(Self.stricter.keys)
        var unusedPairs = Set(Self.otherAnswers.keys)
        for (request, theirs) in zip(BadRequest.all, bad) where theirs != request.status {
            if theirs == 200 {
                #expect(Self.stricter[request.error.code] != nil, "\(request.name): nginx takes it, we say \(request.error)")
                unused.remove(request.error.code)
            } else {
                let pair = Pair(request.status, theirs)
                #expect(Self.otherAnswers[pair] != nil, "\(request.name): \(pair)")
                unusedPairs.remove(pair)
            }
        }
        #expect(unused.isEmpty && unusedPairs.isEmpty)
        for (request, theirs) in zip(GoodRequest.all, good) {
            #expect(RequestTranscript([request.bytes]).error == nil, "\(request.name)")
            #expect((theirs == 200) == (Self.laxer[request.name] == nil), "\(request.name): nginx answers \(theirs ?? 0)")
        }
    }

    /// In the order of the streams, all at once.
    private func verdicts(_ nginx: Nginx, _ streams: [[UInt8]], _ loop: EventLoop) async throws -> [Int?] {
        try await withThrowingTaskGroup(of: (Int, Int?).self) { group in
            for (index, bytes) in streams.enumerated() { group.addTask { (index, try await nginx.status(of: bytes, on: loop)) } }
            var verdicts = [Int?](repeating: nil, count: streams.count)
            for try await (index, status) in group { verdicts[index] = status }
            return verdicts
        }
    }
}
