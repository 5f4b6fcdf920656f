import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing
import WireSupport

@Suite("Every bad request of the corpus, at a live server", .timeLimit(.minutes(4)))
struct BadPeerTests {
    @Test("is answered with its status as a problem, never by silence, and the connection is closed")
    func answered() async throws {
        let answers = try await onLoop { loop in
            let router = Router()
            router.on(.post, "/") { request in .bytes(request.body, contentType: "text/plain") }
            return try await withServer(router, on: loop) { server in
                var answers: [[ClientAnswer]] = []
                for request in BadRequest.all { answers.append(try await everyAnswer(to: request.bytes, server.address, loop)) }
                return answers
            }
        }
        for (request, answers) in zip(BadRequest.all, answers) {
            #expect(answers.last?.status == request.status, "\(request.name)")
            #expect(answers.last?["Content-Type"] == "application/problem+json", "\(request.name)")
            #expect(answers.last?["Connection"] == "close", "\(request.name)")
            #expect(answers.last?.text.contains("\"code\":\"\(request.error.code)\"") == true, "\(request.name)")
            for earlier in answers.dropLast() { #expect(earlier.status < 500, "\(request.name)") }
        }
    }

    /// Until the server closes.
    private func everyAnswer(to bytes: [UInt8], _ address: SocketAddress, _ loop: EventLoop) async throws -> [ClientAnswer] {
        let peer = try await RawPeer(address, on: loop)
        defer { peer.stream.close() }
        try await peer.send(bytes)
        var answers: [ClientAnswer] = []
        while let answer = try await peer.response() { answers.append(answer) }
        return answers
    }
}
