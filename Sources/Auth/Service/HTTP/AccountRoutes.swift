import Access
import AuthDomain
import CoreHTTP
import Hosting
import HTTPWire

/// One's own account, and the doctors one can choose from.
struct AccountRoutes {
    let showProfile: ShowProfile
    let changeProfile: ChangeProfile
    let changePassword: ChangePassword
    let users: any UserStore
    let authenticator: Authenticator

    func register(on router: Router) {
        // 200
        router.on(.get, "/api/auth/profile") { request in
            let user = try await showProfile(authenticator.principal(of: request))
            return .json { $0.value(user) }
        }
        // 200 · 400 invalid_json · 415 · 422
        router.on(.patch, "/api/auth/profile") { request in
            let principal = try authenticator.principal(of: request)
            let user = try await changeProfile(request.json(), by: principal)
            return .json { $0.value(user) }
        }
        // 204 · 400 invalid_json · 401 invalid_credentials · 415 · 422
        router.on(.post, "/api/auth/password") { request in
            let principal = try authenticator.principal(of: request)
            try await changePassword(request.json(), by: principal, on: Device(request))
            return Response(.noContent)
        }
        // 200 · 400 invalid_parameter
        router.on(.get, "/api/auth/doctors") { request in
            _ = try authenticator.principal(of: request)
            let query = try ListQuery(request, known: ["q", "specialization", "limit", "cursor"])
            let filter = DoctorFilter(words: try query.words(), specialization: try query.specialization())
            let limit = try query.limit()
            let position = try query.cursor(DoctorPosition.init(cursor:))
            let doctors = try await users.doctors(filter, after: position, limit: limit + 1)
            let page = ListPage(doctors, limit: limit) {
                DoctorPosition(lastName: $0.lastName, firstName: $0.firstName, id: $0.id).cursor
            }
            return .list("doctors", page, of: request) { $0.valueForDirectory($1) }
        }
    }
}

extension ListQuery {
    /// `q`: the beginnings of words.
    func words() throws(Problem) -> SearchWords? {
        try value("q", "a text of at most \(SearchWords.lengthLimit) characters without U+0000") { text in
            text.utf8.contains(0) ? nil : SearchWords(text)
        }
    }

    /// The beginning of one.
    func specialization() throws(Problem) -> String? {
        try value("specialization", "a text of at most 255 characters without U+0000") { text in
            text.utf8.contains(0) || text.unicodeScalars.count > 255 ? nil : text
        }
    }
}
