import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire

/// What can be booked, for whoever is signed in, and for strangers if the clinic allows it: with one doctor, with each of several,
/// with any doctor of a specialization, or with any at all. A desk finds the doctors whose book it works with.
struct AvailabilityRoutes {
    static let template = "/api/appointments/availability"

    let show: ShowAvailability
    let findFirst: FindFirstSlots
    let findNext: FindNextSlots
    let doctors: any DoctorDirectory
    let visitors: Visitors
    let authenticator: Authenticator
    let book: DeskBook

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 404 doctor_not_found · 503 auth_unavailable
        router.on(.get, Self.template) { request in
            try await visitors.answer(request) { try await answer(request, of: try await assigned(request)) }
        }
    }

    /// The doctors of a desk that asks; nil: all.
    private func assigned(_ request: Request) async throws -> Set<UserID>? {
        guard !visitors.isStranger(request) else { return nil }
        let person = try authenticator.principal(of: request)
        return person.role == .desk ? try await book.doctors(of: person.userID) : nil
    }

    private func answer(_ request: Request, of assigned: Set<UserID>?) async throws -> Response {
        switch try AvailabilityRequest(request) {
        case .days(let doctor, let date, let count):
            guard assigned?.contains(doctor) != false else { throw Problem.doctorNotFound }
            return .availability(of: doctor, try await show(of: doctor, from: date, days: count, trace: request.trace))
        case .next(let count, let asked, let date):
            let bookable = try await bookable(asked.filter { assigned?.contains($0) != false }, request)
            return .nextSlots(try await findNext(count, of: bookable, from: date), of: bookable)
        case .first(let specialization, let date, let next, let position, let limit):
            let page = try await findFirst(
                in: specialization, among: assigned, from: date, after: position, limit: limit, trace: request.trace)
            guard let next else { return .firstSlots(page, of: request) }
            let more = try await findNext(next, of: page.found.map(\.specialist.doctor.id), from: date)
            return .firstSlots(page, with: more, of: request)
        }
    }

    private func bookable(_ asked: [UserID], _ request: Request) async throws(Problem) -> [UserID] {
        var bookable: [UserID] = []
        do throws(AuthUnavailable) {
            for doctor in asked where try await doctors.doctor(doctor, trace: request.trace) != nil { bookable.append(doctor) }
        } catch {
            throw error.problem
        }
        return bookable
    }
}
