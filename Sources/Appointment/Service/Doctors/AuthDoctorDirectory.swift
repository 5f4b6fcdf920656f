import Basics
import Contracts
import CoreHTTP
import HTTPWire
import Hosting

/// Asks auth: GET /internal/users/:id, /internal/doctors.
struct AuthDoctorDirectory: DoctorDirectory {
    let auth: AuthClient

    func doctor(_ id: UserID, trace: TraceContext) async throws(AuthUnavailable) -> Doctor? {
        let response = try await auth.get("/internal/users/\(id)", route: "/internal/users/:id", trace: trace)
        switch response.status.code {
        case 200: return try Self.read(response.body, id)
        case 404: return nil
        case let code: throw AuthUnavailable(reason: .status(code))
        }
    }

    func specialists(in specialization: String, trace: TraceContext) async throws(AuthUnavailable) -> [Specialist] {
        let path = "/internal/doctors"
        let query = "\(path)?specialization=\(specialization.percentEncoded)"
        var doctors: [Specialist] = []
        var next: String? = query
        while let address = next {
            let response = try await auth.get(address, route: path, trace: trace)
            guard response.status == .ok else { throw AuthUnavailable(reason: .status(response.status.code)) }
            guard let json = try? JSONReader.parse(response.body), let list = json["doctors"]?.elements else {
                throw AuthUnavailable(reason: .unreadable)
            }
            let page = list.compactMap(Specialist.init)
            next = json["nextCursor"]?.text.map { "\(query)&cursor=\($0.percentEncoded)" }
            // A page that goes on and is empty would never end.
            guard page.count == list.count, !page.isEmpty || next == nil else { throw AuthUnavailable(reason: .unreadable) }
            doctors += page
        }
        return doctors
    }

    /// `{id, name, role, active}`.
    private static func read(_ body: [UInt8], _ id: UserID) throws(AuthUnavailable) -> Doctor? {
        guard let json = try? JSONReader.parse(body), json["id"]?.text.flatMap(UserID.init(_:)) == id,
            let name = json["name"]?.text, let role = json["role"]?.text, let isActive = json["active"]?.flag
        else { throw AuthUnavailable(reason: .unreadable) }
        return role == Role.doctor.rawValue && isActive ? Doctor(id: id, name: name) : nil
    }
}

extension Specialist {
    /// `{id, name, specialization, …}`; nil for anything else.
    fileprivate init?(_ json: JSONValue) {
        guard let id = json["id"]?.text.flatMap(UserID.init(_:)), let name = json["name"]?.text else { return nil }
        self.init(doctor: Doctor(id: id, name: name), specialization: json["specialization"]?.text)
    }
}
