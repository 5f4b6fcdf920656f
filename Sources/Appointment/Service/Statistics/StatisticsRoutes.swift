import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// What an admin wants to know of the clinic as a whole.
struct StatisticsRoutes {
    let store: StatisticsStore
    let authenticator: Authenticator
    let clock: WallClock

    /// The days shown when none are asked for, before and after today.
    private static let standard = (back: 30, ahead: 30)

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/statistics") { request in
            let admin = try authenticator.principal(of: request)
            try admin.require(.admin)
            let period = try FigurePeriod(
                ListQuery(request, known: ["from", "to"]), today: Int(clock.instant.seconds / 86_400), back: Self.standard.back,
                ahead: Self.standard.ahead)
            let days = try await store.days(from: period.from, to: period.to)
            let backlog = try await store.backlog()
            return .json { json in
                json.beginObject()
                json.key("days")
                json.beginArray()
                for day in days { json.value(day) }
                json.endArray()
                json.key("totals")
                json.counts(days.map(\.byStatus).reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) })
                json.key("outbox")
                json.beginObject()
                json.field("waiting", backlog.waiting)
                json.field("oldestSeconds", backlog.oldestSeconds)
                json.endObject()
                json.endObject()
            }
        }
    }
}

extension JSONWriter {
    fileprivate mutating func value(_ day: StatisticsStore.Day) {
        beginObject()
        field("date", day.date)
        field("booked", day.booked)
        key("byStatus")
        counts(day.byStatus)
        endObject()
    }

    /// Every status, those with a count of 0 too.
    mutating func counts(_ counts: [AppointmentStatus: Int]) {
        beginObject()
        for status in AppointmentStatus.allCases {
            key(escaping: status.rawValue)
            value(counts[status] ?? 0)
        }
        endObject()
    }
}
