import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// The figures that an admin runs the clinic by.
struct FigureRoutes {
    let show: ShowFigures
    let findNextFree: FindNextFree
    let authenticator: Authenticator
    let clock: WallClock

    /// The days shown when none are asked for, before and after today.
    private static let standard = (back: 14, ahead: 14)

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/figures") { request in
            try authenticator.principal(of: request).require(.admin)
            let query = try ListQuery(request, known: ["from", "to", "doctorId"])
            let doctor = try query.value("doctorId", "the id of a doctor", UserID.init(_:))
            let period = try FigurePeriod(
                query, today: Int(clock.instant.seconds / 86_400), back: Self.standard.back, ahead: Self.standard.ahead,
                doctor: doctor)
            let figures = try await show(period)
            return .json { $0.value(figures, of: period) }
        }
        // 200 · 400 invalid_parameter · 403 · 503 auth_unavailable
        router.on(.get, "/api/appointments/figures/next-free") { request in
            try authenticator.principal(of: request).require(.admin)
            _ = try ListQuery(request, known: [])
            let found = try await findNextFree(trace: request.trace)
            return .json { json in
                json.beginObject()
                json.key("specializations")
                json.beginArray()
                for each in found { json.value(each) }
                json.endArray()
                json.endObject()
            }
        }
    }
}
