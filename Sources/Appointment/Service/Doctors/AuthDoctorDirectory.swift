import Contracts
import CoreHTTP
import HTTPWire

/// Asks auth: GET /internal/users/:id, /internal/doctors.
struct AuthDoctorDirectory: DoctorDirectory {
    let auth: AuthClient

    func doctor(_ id: UserID, trace: TraceContext) async throws(DirectoryUnavailable) -> Doctor? {
        let response = try await auth.get("/internal/users/\(id)", route: "/internal/users/:id", trace: trace)
        switch response.status.code {
        case 200: return try Self.read(response.body, id)
        case 404: return nil
        case let code: throw DirectoryUnavailable(reason: .status(code))
        }
    }

    func specialists(in specialization: String, trace: TraceContext) async throws(DirectoryUnavailable) -> [Specialist] {
        let path = "/internal/doctors"
        let response = try await auth.get("\(path)?specialization=\(specialization.percentEncoded)", route: path, trace: trace)
        guard response.status == .ok else { throw DirectoryUnavailable(reason: .status(response.status.code)) }
        guard let json = try? JSONReader.parse(response.body), let list = json["doctors"]?.elements else {
            throw DirectoryUnavailable(reason: .unreadable)
        }
        let doctors = list.compactMap(Specialist.init)
        guard doctors.count == list.count else { throw DirectoryUnavailable(reason: .unreadable) }
        return doctors
    }

    /// `{id, name, role, active}`.
    private static func read(_ body: [UInt8], _ id: UserID) throws(DirectoryUnavailable) -> Doctor? {
        guard let json = try? JSONReader.parse(body), json["id"]?.text.flatMap(UserID.init(_:)) == id,
            let name = json["name"]?.text, let role = json["role"]?.text, let isActive = json["active"]?.flag
        else { throw DirectoryUnavailable(reason: .unreadable) }
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
