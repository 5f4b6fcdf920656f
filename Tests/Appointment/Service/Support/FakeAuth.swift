import Access
import Contracts
import CoreHTTP
import HTTPWire
import Reactor
import TestSupport

/// The part of the auth service that this one calls, on a port of the loopback. Confined to its loop.
final class FakeAuth: @unchecked Sendable {  // loop-confined
    struct User {
        var name: String
        var role = Role.doctor
        var active = true
        var specialization: String?
    }

    var users: [UserID: User] = [:]
    /// Whose account has an address, in lower case.
    var emails: [String: UserID] = [:]
    /// What has changed, in order: the position of a change is its index and one.
    private(set) var changes: [UserChange] = []
    /// The positions it was asked to go on from.
    private(set) var askedSince: [Int64] = []
    /// What it answers instead, while set.
    var failure: HTTPStatus?
    /// How many questions it was asked, and by which traces.
    private(set) var traceparents: [String?] = []
    /// While set, answers wait for it.
    var gate: LoopEvent?
    /// Doctors told at once.
    var doctorsPage = 500
    let router = Router()

    init(_ tokens: ServiceTokens, now: @escaping () -> Instant) {
        router.on(.get, "/internal/doctors") { [unowned self] request in
            traceparents.append(request.head.field("traceparent"))
            if let failure { return Response(failure) }
            guard try tokens.requireService(request, now: now()) == .appointment else { return Response(.forbidden) }
            let wanted = request.queryParameters?.first { $0.name == "specialization" }?.value.lowercased() ?? ""
            let doctors = users.filter { _, user in
                user.role == .doctor && user.active
                    && (wanted.isEmpty || user.specialization?.lowercased().hasPrefix(wanted) == true)
            }.sorted { $0.key < $1.key }
            let start = request.queryParameters?.first { $0.name == "cursor" }.flatMap { Int($0.value) } ?? 0
            let end = min(start + doctorsPage, doctors.count)
            return .json { json in
                json.beginObject()
                json.key("doctors")
                json.beginArray()
                for (id, user) in doctors[start..<end] {
                    json.beginObject()
                    json.field("id", id.description)
                    json.field("name", user.name)
                    json.field("specialization", user.specialization)
                    json.endObject()
                }
                json.endArray()
                json.field("nextCursor", end < doctors.count ? "\(end)" : nil)
                json.endObject()
            }
        }
        router.on(.get, "/internal/users") { [unowned self] request in
            traceparents.append(request.head.field("traceparent"))
            if let failure { return Response(failure) }
            guard try tokens.requireService(request, now: now()) == .appointment else { return Response(.forbidden) }
            let email = try ListQuery(request, known: ["email"]).value("email", "an address") { $0 } ?? ""
            guard let id = emails[email.lowercased()] else { throw Problem(.notFound, "Nobody has this address.") }
            return .json { json in
                json.beginObject()
                json.field("id", id.description)
                json.endObject()
            }
        }
        router.on(.get, "/internal/users/changes") { [unowned self] request in
            if let failure { return Response(failure) }
            guard try tokens.requireService(request, now: now()) == .appointment else { return Response(.forbidden) }
            let query = try ListQuery(request, known: ["since", "limit"])
            let page = page(since: try query.value("since", "a number", Int64.init) ?? 0, limit: try query.limit())
            return .json { $0.value(page) }
        }
        router.on(.get, "/internal/users/:id") { [unowned self] request in
            traceparents.append(request.head.field("traceparent"))
            await gate?.wait()
            if let failure { return Response(failure) }
            guard try tokens.requireService(request, now: now()) == .appointment else { return Response(.forbidden) }
            guard let id = UserID(request.parameter("id")), let user = users[id] else {
                throw Problem(.notFound, "Nobody has this id.")
            }
            return .json { json in
                json.beginObject()
                json.field("id", id.description)
                json.field("name", user.name)
                json.field("role", user.role.rawValue)
                json.field("active", user.active)
                json.endObject()
            }
        }
    }

    /// A new account, or a change of one.
    @discardableResult
    func change(_ id: UserID, name: String, role: Role = .doctor, active: Bool = true) -> UserChange {
        users[id] = User(name: name, role: role, active: active)
        let version = Int64(changes.count { $0.id == id }) + 1
        let change = UserChange(id: id, version: version, name: name, role: role, active: active)
        changes.append(change)
        return change
    }

    /// Its database is put back to the beginning.
    func forgetChanges() { changes = [] }

    private func page(since: Int64, limit: Int) -> UserChangePage {
        askedSince.append(since)
        let last = changes.indices.filter { index in !changes[(index + 1)...].contains { $0.id == changes[index].id } }
        let found = last.filter { $0 >= since }.prefix(limit)
        return UserChangePage(
            users: found.map { changes[$0] }, position: found.last.map { Int64($0 + 1) } ?? min(since, Int64(changes.count)),
            head: Int64(changes.count))
    }

    var questions: Int { traceparents.count }
}
