package import Access
package import Contracts
package import CoreHTTP
package import Hosting
import HTTPWire
import Reactor

/// Who does something, in which request, from where, and why: what an entry says of it.
package struct Act: Sendable {
    package let person: Principal
    package let trace: TraceContext
    package let purpose: AuditEntry.Purpose
    let client: String?
    private let peer: SocketAddress
    private let head: RequestHead
    private let withQuery: Bool

    /// Octets of a query or of a program's name that are kept.
    static let longest = 500

    /// `withQuery`: what was looked for is part of what was done. `purpose`: when it is another than that of the person's role.
    package init(_ person: Principal, _ request: Request, withQuery: Bool = false, purpose: AuditEntry.Purpose? = nil) {
        self.person = person
        trace = request.trace
        self.purpose = purpose ?? AuditEntry.Purpose(of: person.role)
        client = nil
        (peer, head, self.withQuery) = (request.peer, request.head, withQuery)
    }

    /// An act of a program on somebody's behalf, which has a token of its own and no session.
    package init(_ client: String, for owner: UserID, as role: Role, _ request: Request) {
        let nobody = SessionID(UUIDValue(high: 0, low: 0))
        person = Principal(userID: owner, role: role, name: "", sessionID: nobody, expiresAt: .earliest)
        trace = request.trace
        purpose = AuditEntry.Purpose(of: role)
        self.client = client
        (peer, head, withQuery) = (request.peer, request.head, false)
    }

    /// Made when it is written: most repetitions are not.
    var details: PrivateDetails {
        PrivateDetails(
            address: peer.hostText, query: withQuery ? head.query.map(Self.short) : nil,
            userAgent: head.field(.userAgent).map(Self.short))
    }

    static func short(_ text: String) -> String {
        guard text.utf8.count > longest else { return text }
        // Rounded down to a whole scalar.
        return String(text.unicodeScalars[..<text.utf8.index(text.startIndex, offsetBy: longest)])
    }

    /// What the statement of a change writes of it.
    package func stamp(_ ids: IdentifierSource, at now: Instant) -> AuditStamp { AuditStamp(self, id: ids.next(), at: now) }
}

extension AuditEntry.Purpose {
    /// The usual purpose of somebody in this role.
    package init(of role: Role) {
        self =
            switch role {
            case .patient: .patientRequest
            case .doctor: .treatment
            case .desk, .admin: .administration
            }
    }
}
