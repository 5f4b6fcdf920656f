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

    /// The days shown when none are asked for: so many back, and so many ahead.
    private static let standard = (back: 30, ahead: 30)
    private static let longest = 366

    func register(on router: Router) {
        // 200 · 400 invalid_parameter · 403
        router.on(.get, "/api/appointments/statistics") { request in
            let admin = try authenticator.principal(of: request)
            try admin.require(.admin)
            let (from, to) = try days(request)
            let days = try await store.days(from: from, to: to)
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

    private func days(_ request: Request) throws(Problem) -> (from: CalendarDate, to: CalendarDate) {
        let query = try ListQuery(request, known: ["from", "to"])
        let today = Int(clock.instant.seconds / 86_400)
        let from =
            try query.value("from", "a date like 2026-12-15") { CalendarDate($0) }?.daysSinceEpoch ?? (today - Self.standard.back)
        let to =
            try query.value("to", "a date like 2026-12-15") { CalendarDate($0) }?.daysSinceEpoch ?? max(today, from)
            + Self.standard.ahead
        guard from < to, to - from <= Self.longest else {
            throw Problem(.invalidParameter, "to must be after from, by at most \(Self.longest) days.")
        }
        guard let first = CalendarDate(daysSinceEpoch: from), let last = CalendarDate(daysSinceEpoch: to) else {
            throw Problem(.invalidParameter, "from and to must be dates of the years 1 to 9999.")
        }
        return (first, last)
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

    /// Every status, those without any too.
    fileprivate mutating func counts(_ counts: [AppointmentStatus: Int]) {
        beginObject()
        for status in AppointmentStatus.allCases {
            key(escaping: status.rawValue)
            value(counts[status] ?? 0)
        }
        endObject()
    }
}
