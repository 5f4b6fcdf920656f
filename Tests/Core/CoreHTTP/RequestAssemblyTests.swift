import HTTPWire
import Reactor
import Testing
import WireSupport

@testable import CoreHTTP

@Suite("Requests put together from bytes") struct RequestAssemblyTests {
    /// What came out of some pieces, as a transcript: requests, `100` for an invitation, or the error that ended it.
    private struct Transcript: Equatable {
        var lines: [String] = []
        var left: [UInt8] = []
        var isIdle = true

        init(_ pieces: [[UInt8]], limits: HTTPLimits = .default) {
            var assembly = RequestAssembly(limits: limits)
            var input = ByteBuffer()
            do throws(RequestError) {
                for piece in pieces {
                    input.append(piece)
                    try drain(&assembly, &input)
                }
            } catch {
                lines.append("\(error)")
            }
            left = input.array()
            isIdle = assembly.isIdle
        }

        private mutating func drain(_ assembly: inout RequestAssembly, _ input: inout ByteBuffer) throws(RequestError) {
            while true {
                switch try assembly.next(&input) {
                case .whole:
                    let (head, body) = assembly.take()
                    lines.append("\(head.method.name) \(head.path) \(String(decoding: body, as: UTF8.self))")
                case .more(let invites):
                    if invites { lines.append("100") }
                    return
                }
            }
        }
    }

    private static let pipeline = octets(
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
            + "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
            + "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
            + "POST /d HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n"
            + "GET /e HT")

    @Test("are the same however they are cut")
    func cuts() {
        for pieces in Cuts.all(Self.pipeline) {
            let transcript = Transcript(pieces)
            #expect(transcript.lines == ["GET /a ", "POST /b hello", "POST /c abc", "POST /d "])
            #expect(transcript.left == octets("GET /e HT") && !transcript.isIdle)
        }
    }

    @Test("leave nothing of one request in the next")
    func apart() {
        let one = octets("POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi")
        let transcript = Transcript([one + one, one])
        #expect(transcript.lines == ["POST /b hi", "POST /b hi", "POST /b hi"])
        #expect(transcript.isIdle && transcript.left.isEmpty)
    }

    private static let expecting = "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"

    @Test("a body that is waited for is invited once, at its head's end; one that is there is not")
    func invitation() {
        let head = octets(Self.expecting + "Content-Length: 2\r\n\r\n")
        #expect(Transcript([head, octets("h"), octets("i")]).lines == ["100", "POST / hi"])
        #expect(Transcript((head + octets("hi")).map { [$0] }).lines == ["100", "POST / hi"])
        #expect(Transcript([head + octets("hi")]).lines == ["POST / hi"])
        #expect(Transcript([head + octets("hi"), octets("GET / HTTP/1.1\r\n")]).lines == ["POST / hi"])
        #expect(Transcript([octets(Self.expecting + "\r\n")]).lines == ["POST / "])
    }

    @Test("a body that is refused is not invited")
    func refusedInvitation() {
        let head = octets(Self.expecting + "Content-Length: 4\r\n\r\n")
        #expect(Transcript([head], limits: HTTPLimits(body: 3)).lines == ["\(RequestError.bodyTooLarge(limit: 3))"])
        #expect(Transcript([head], limits: HTTPLimits(body: 4)).lines == ["100"])
    }

    @Test("a path is known from a head that is not whole")
    func sentPath() throws {
        var assembly = RequestAssembly(limits: .default)
        var input = ByteBuffer()
        input.append(octets("\r\nGET /a%20b?c HTTP/1.1\r\nHo"))
        #expect(try assembly.next(&input) == .more(invites: false))
        #expect(assembly.sentPath(input) == octets("/a%20b"))
    }

    @Test("a head has its time from the first wait on, however often it is waited for")
    func headTime() throws {
        let now = MonotonicTime.read()
        var assembly = RequestAssembly(limits: .default)
        var input = ByteBuffer()
        input.append(octets("GET "))
        #expect(try assembly.next(&input) == .more(invites: false))
        #expect(assembly.deadline(at: now, limits) == now + .seconds(10))
        input.append(octets("/ HTTP/1.1\r\n"))
        #expect(try assembly.next(&input) == .more(invites: false))
        #expect(assembly.deadline(at: now + .seconds(9), limits) == now + .seconds(10))
        input.append(octets("Host: a\r\n\r\nGET"))
        #expect(try assembly.next(&input) == .whole)
        _ = assembly.take()
        #expect(try assembly.next(&input) == .more(invites: false))
        #expect(assembly.deadline(at: now + .seconds(20), limits) == now + .seconds(30))
    }

    @Test("a body has its grace, then must keep its pace, and has its own limit")
    func bodyTime() throws {
        let now = MonotonicTime.read()
        var assembly = RequestAssembly(limits: .default)
        var input = ByteBuffer()
        input.append(octets("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n"))
        var sent = 0
        #expect(try assembly.next(&input) == .more(invites: false))
        _ = assembly.deadline(at: now, limits)
        for (bytes, milliseconds) in [(0, 10_000), (1_024, 11_000), (51_199, 59_999), (51_200, 60_000), (100_000, 60_000)] {
            input.append([UInt8](repeating: 1, count: bytes - sent))
            sent = bytes
            #expect(try assembly.next(&input) == .more(invites: false))
            for wait in [0, 7] {
                #expect(assembly.deadline(at: now + .seconds(wait), limits) == now + .milliseconds(milliseconds), "\(bytes)")
            }
        }
    }

    private var limits: ServerConfiguration { ServerConfiguration(address: SocketAddress(.v4(0), port: 0)) }
}
