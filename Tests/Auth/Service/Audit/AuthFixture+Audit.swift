import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import OpenSSL
import ServiceRuntime
import Testing

@testable import Audit
@testable import AuthService

extension AuthFixture {
    /// For a log that is signed by a key of the tests.
    static let signed = ["AUDIT_KEY": WrittenLog.seed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()]

    var written: WrittenLog {
        WrittenLog(pool, origin: "localhost/audit/auth", unrecorded: AccountEntryStatements.unrecorded)
    }

    /// What is in the access log, in the order of writing. `flushed`: with what nobody waits for.
    func entries(_ event: AuditEvent? = nil, flushed: Bool = true) async throws -> [WrittenLog.Entry] {
        if flushed { try await audit.log.flush() }
        return try await written.entries(event?.name)
    }

    /// Puts all there is into the tree and signs it.
    func seal() async throws {
        try await audit.log.flush()
        try await written.seal(on: loop, later: { clock.advance(by: .seconds(11)) }) { try await audit.seal() }
    }
}

/// Walks through the routes of the audit policy, and remembers which it has seen do what the policy says.
final class PolicyWalk {
    private let auth: AuthFixture
    private var seen: Set<String> = []

    init(_ auth: AuthFixture) { self.auth = auth }

    /// Lines that tell of an event, which no step has been for.
    var missing: [String] {
        AuditPolicy.auth.lines.filter { $0.event != nil }.map { Self.name($0.method, $0.template) }.filter { !seen.contains($0) }
    }

    /// Makes a call, which is to leave one entry: of the line's event, or of `event`, by `actor` (nil: whom the answer is for), of the data
    /// of the people with these ids (nil: the actor's). One's own reads may come later, everything else is there before the answer.
    func step(
        _ method: HTTPMethod, _ template: String, _ event: AuditEvent? = nil, by actor: Person?, of people: [String]? = nil,
        at place: SourceLocation = #_sourceLocation, _ call: () async throws -> Answer
    ) async throws -> Answer {
        let line = try #require(
            AuditPolicy.auth.lines.first { $0.method == method && $0.template == template }, sourceLocation: place)
        let event = try #require(event ?? line.event, sourceLocation: place)
        let isOwnRead = if case .disclosure = line.record { people == nil } else { false }
        let before = try await auth.entries().count
        let answer = try await call()
        #expect((200..<400).contains(answer.status), "\(template): \(answer.text)", sourceLocation: place)
        let new = try await auth.entries(flushed: isOwnRead).dropFirst(before)
        #expect(new.map(\.event) == [event.name], "\(template)", sourceLocation: place)
        guard let entry = new.first else { return answer }
        let token = answer.token.isEmpty ? answer.accessCookie : answer.token
        let by = try actor?.userID ?? auth.claims(token).userID
        #expect(entry.actor == by && entry.outcome == 0 && entry.times == 1, "\(template)", sourceLocation: place)
        #expect(entry.people == people.map { Set($0.compactMap(UserID.init)) } ?? [by], "\(template)", sourceLocation: place)
        seen.insert(Self.name(method, template))
        return answer
    }

    private static func name(_ method: HTTPMethod, _ template: String) -> String { "\(method.name) \(template)" }
}
