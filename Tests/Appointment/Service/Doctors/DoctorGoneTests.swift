import Contracts
import CoreHTTP
import HTTPWire
import Testing

@testable import AppointmentService

/// Nothing new is agreed on with somebody who cannot be booked, whichever route it is asked of; what is there can be read and ended.
@Suite("A doctor who cannot be booked any more", .timeLimit(.minutes(4))) struct DoctorGoneTests {
    enum Loss: CaseIterable { case switchedOff, otherRole, unknown }
    private typealias Ask = () async -> Answer

    @Test("is refused as in booking by every route that names a doctor, and by no other", arguments: Loss.allCases)
    func table(loss: Loss) async throws {
        try await Clinic.open({ $0.doctors.cache = CachedDoctorDirectory.Limits(fresh: .zero, stale: .zero) }) { clinic in
            let admin = try clinic.person(.admin)
            let (pair, other) = (try await ChangeTests.pair(clinic), try await ChangeTests.pair(clinic, on: "2026-12-17"))
            let (patient, doctor) = (pair.patient, pair.doctor)
            let away = try #require(await clinic.away("2026-12-24T00:00:00Z", "2026-12-25T00:00:00Z", by: doctor)["id"]?.text)
            switch loss {
            case .switchedOff: clinic.auth.users[doctor.id]?.active = false
            case .otherRole: clinic.auth.users[doctor.id]?.role = .patient
            case .unknown: clinic.auth.users[doctor.id] = nil
            }
            let hours = #"{"timeZone":"UTC","slotMinutes":30,"hours":[]}"#
            let refused: [(route: String, ask: Ask)] = [
                ("POST /api/appointments", { await clinic.book(doctor.id, by: patient, on: "2026-12-16") }),
                ("PATCH /api/appointments/:id/reschedule", { await clinic.reschedule(pair.id, by: patient, to: "2026-12-16") }),
                ("PATCH /api/appointments/:id/reschedule", { await clinic.reschedule(pair.id, by: doctor, to: "2026-12-16") }),
                ("GET /api/appointments/availability", { await clinic.availability("doctorId=\(doctor.id)", by: patient) }),
                ("GET /api/appointments/schedule", { await clinic.schedule(admin, of: doctor.id) }),
                ("GET /api/appointments/schedule", { await clinic.schedule(admin, of: admin.id) }),
                ("PUT /api/appointments/schedule", { await clinic.set(hours, by: admin, of: doctor.id) }),
                ("PUT /api/appointments/schedule", { await clinic.set(hours, by: admin, of: admin.id) }),
                (
                    "POST /api/appointments/time-off",
                    { await clinic.away("2026-12-28T00:00:00Z", "2026-12-29T00:00:00Z", by: admin, of: doctor.id) }
                ),
                (
                    "POST /api/appointments/time-off",
                    { await clinic.away("2026-12-28T00:00:00Z", "2026-12-29T00:00:00Z", by: admin, of: admin.id) }
                ),
            ]
            for (route, ask) in refused {
                let answer = await ask()
                #expect(answer.status == 404 && answer.code == "doctor_not_found", "\(route): \(answer.text)")
            }
            // What there is: read, answered by who has a token still, and ended.
            let allowed: [(route: String, ask: Ask)] = [
                (
                    "GET /api/appointments",
                    { await clinic.send(.get, "/api/appointments", query: "doctorId=\(doctor.id)", token: admin.token) }
                ),
                (
                    "GET /api/appointments/figures",
                    {
                        let query = "doctorId=\(doctor.id)&from=2026-12-01&to=2026-12-31"
                        return await clinic.send(.get, "/api/appointments/figures", query: query, token: admin.token)
                    }
                ),
                ("GET /api/appointments/my", { await clinic.mine(patient) }),
                ("GET /api/appointments/:id", { await clinic.read(pair.id, by: patient) }),
                ("GET /api/appointments/:id/history", { await clinic.read(pair.id, "/history", by: patient) }),
                ("GET /api/appointments/:id/calendar.ics", { await clinic.read(pair.id, "/calendar.ics", by: patient) }),
                ("PATCH /api/appointments/:id/notes", { await clinic.change("notes", pair.id, by: doctor, #"{"notes":"x"}"#) }),
                ("PATCH /api/appointments/:id/approve", { await clinic.approve(pair.id, by: doctor) }),
                ("PATCH /api/appointments/:id/complete", { await clinic.change("complete", pair.id, by: doctor) }),
                ("PATCH /api/appointments/:id/uncomplete", { await clinic.change("uncomplete", pair.id, by: doctor) }),
                ("PATCH /api/appointments/:id/cancel", { await clinic.change("cancel", pair.id, by: patient) }),
                (
                    "PATCH /api/appointments/:id/reject",
                    { await clinic.change("reject", other.id, by: other.doctor, #"{"reason":"ill"}"#) }
                ),
                ("DELETE /api/appointments/time-off/:id", { await clinic.back(away, by: admin, of: doctor.id) }),
            ]
            for (route, ask) in allowed {
                let answer = await ask()
                #expect((200...204).contains(answer.status), "\(route): \(answer.text)")
            }
            let strange = await clinic.back(away, by: admin, of: other.doctor.id)
            #expect(strange.status == 404 && strange.code == "not_found")
            // Whose route has no row above must say why here: these name no doctor.
            let others: Set = [
                "POST /api/appointments/calendar-token", "DELETE /api/appointments/calendar-token",
                "GET /api/appointments/calendar.ics", "GET /api/appointments/statistics", "GET /api/appointments/figures/next-free",
                "GET /api/appointments/access-log", "GET /api/appointments/audit/checkpoint",
                "GET /api/appointments/audit/tile/:level/:number", "POST /api/appointments/break-glass",
                "GET /api/appointments/break-glass", "POST /api/appointments/break-glass/:id/end",
                "POST /api/appointments/break-glass/:id/review", "POST /api/appointments/patients",
                "GET /api/appointments/patients", "GET /api/appointments/patients/:id", "PATCH /api/appointments/patients/:id",
                // Names several, and answers 422 with each that it does not take (`DeskAssignmentTests`).
                "PUT /api/appointments/desks/:id/doctors", "GET /api/appointments/desks/:id/doctors",
            ]
            let routes = Set(clinic.router.routes.map { "\($0.method) \($0.template)" })
            #expect(Set((refused + allowed).map(\.route)).union(others) == routes)
        }
    }
}
