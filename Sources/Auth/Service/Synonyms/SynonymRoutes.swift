import Access
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// The words by which people look for doctors, as admins keep them; 403 `forbidden` for everybody else.
struct SynonymRoutes {
    private static let path = "/api/auth/synonyms"

    let synonyms: SynonymStore
    let authenticator: Authenticator
    let ids: IdentifierSource

    func register(on router: Router) {
        // 200
        router.on(.get, Self.path) { request in
            _ = try authenticator.principal(of: request, being: .admin)
            let all = try await synonyms.all()
            return .json { json in
                json.beginObject()
                json.key("synonyms")
                json.beginArray()
                for synonym in all { json.value(synonym) }
                json.endArray()
                json.endObject()
            }
        }
        // 201 · 400 invalid_json · 415 · 422
        router.on(.post, Self.path) { request in
            _ = try authenticator.principal(of: request, being: .admin)
            guard let synonym = try await synonyms.add(SynonymForm(request.json()), as: ids.next()) else {
                throw Problem(.validationFailed, "There are \(SynonymStore.limit) already; remove some first.")
            }
            var response = answer(synonym, .created)
            response.fields.append("Location", "\(Self.path)/\(synonym.id)")
            return response
        }
        // 200 · 400 invalid_json · 404 · 412 · 415 · 422
        router.on(.put, "/api/auth/synonyms/:id") { request in
            _ = try authenticator.principal(of: request, being: .admin)
            let form = try SynonymForm(request.json())
            switch try await synonyms.replace(id(request), by: form, if: { VersionTag.holds(request, for: $0) }) {
            case .done(let synonym): return answer(synonym)
            case .notFound: throw Self.nothing
            case .changed: throw Self.hasChanged
            }
        }
        // 204 · 404 · 412
        router.on(.delete, "/api/auth/synonyms/:id") { request in
            _ = try authenticator.principal(of: request, being: .admin)
            switch try await synonyms.remove(id(request), if: { VersionTag.holds(request, for: $0) }) {
            case true?: return Response(.noContent)
            case false?: throw Self.hasChanged
            case nil: throw Self.nothing
            }
        }
    }

    private func id(_ request: Request) throws(Problem) -> Synonym.ID {
        guard let id = Synonym.ID(request.parameter("id")) else { throw Self.nothing }
        return id
    }

    private func answer(_ synonym: Synonym, _ status: HTTPStatus = .ok) -> Response {
        var response = Response.json(status) { $0.value(synonym) }
        response.fields.append("ETag", VersionTag.text(synonym.version))
        return response
    }

    private static var nothing: Problem { Problem(.notFound, "There are no synonyms of this id.") }
    private static var hasChanged: Problem { Problem(.preconditionFailed, "They have changed since; read them again.") }
}
