import Access
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// The doctors one can choose from, for people, for strangers if the clinic allows it, and for services.
struct DirectoryRoutes {
    private static let doctors = "/api/auth/doctors"
    private static let specializations = "/api/auth/doctors/specializations"
    static let publicTemplates = [doctors, specializations]

    /// Doctors in one answer to a service.
    static let limitForServices = 500

    let doctors: DirectoryStore
    let search: SearchDoctors
    let visitors: Visitors
    let serviceTokens: ServiceTokens
    let clock: WallClock

    func register(on router: Router) {
        // 200 · 400 invalid_parameter
        router.on(.get, Self.doctors) { request in
            try await visitors.answer(request) {
                let query = try ListQuery(request, known: ["q", "specialization", "limit", "cursor"])
                let filter = DoctorFilter(words: try query.words(), specialization: try query.specialization())
                let limit = try query.limit()
                let position = try query.cursor(DoctorPosition.init(cursor:))
                let found = try await search(filter, after: position, limit: limit + 1)
                let page = ListPage(found.found, limit: limit) { $0.position.cursor }
                return .list("doctors", page, of: request, more: { $0.field("near", found.isNear) }) {
                    $0.valueForDirectory($1.doctor)
                }
            }
        }
        // 200 · 400 invalid_parameter
        router.on(.get, Self.specializations) { request in
            try await visitors.answer(request) {
                _ = try ListQuery(request, known: [])
                let specializations = try await doctors.specializations()
                return .json { json in
                    json.beginObject()
                    json.key("specializations")
                    json.beginArray()
                    for (name, doctors) in specializations {
                        json.beginObject()
                        json.field("name", name)
                        json.field("doctors", doctors)
                        json.endObject()
                    }
                    json.endArray()
                    json.endObject()
                }
            }
        }
        // For services: who can be booked in a specialization, page by page. 200 · 400 invalid_parameter · 401
        router.on(.get, "/internal/doctors") { request in
            _ = try serviceTokens.requireService(request, now: clock.instant)
            let query = try ListQuery(request, known: ["specialization", "cursor"])
            let filter = DoctorFilter(specialization: try query.specialization())
            let position = try query.cursor(DoctorPosition.init(cursor:))
            let found = try await doctors.doctors(filter, after: position, limit: Self.limitForServices + 1)
            return .list("doctors", ListPage(found, limit: Self.limitForServices) { DoctorPosition($0).cursor }, of: request) {
                $0.valueForDirectory($1)
            }
        }
    }
}
