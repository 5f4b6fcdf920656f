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
    /// What it answers instead, while set.
    var failure: HTTPStatus?
    /// How many questions it was asked, and by which traces.
    private(set) var traceparents: [String?] = []
    /// While set, answers wait for it.
    var gate: LoopEvent?
    let router = Router()

    init(_ tokens: ServiceTokens, now: @escaping () -> Instant) {
        router.on(.get, "/internal/doctors") { [unowned self] request in
            traceparents.append(request.field("traceparent"))
            if let failure { return Response(failure) }
            guard try tokens.requireService(request, now: now()) == .appointment else { return Response(.forbidden) }
            let wanted = request.queryParameters?.first { $0.name == "specialization" }?.value.lowercased() ?? ""
            let doctors = users.filter { _, user in
                user.role == .doctor && user.active && user.specialization?.lowercased().hasPrefix(wanted) == true
            }
            return .json { json in
                json.beginObject()
                json.key("doctors")
                json.beginArray()
                for (id, user) in doctors {
                    json.beginObject()
                    json.field("id", id.description)
                    json.field("name", user.name)
                    json.field("specialization", user.specialization)
                    json.endObject()
                }
                json.endArray()
                json.endObject()
            }
        }
        router.on(.get, "/internal/users/:id") { [unowned self] request in
            traceparents.append(request.field("traceparent"))
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

    var questions: Int { traceparents.count }
}
