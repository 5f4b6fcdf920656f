import Access
import Contracts
import CoreHTTP
import Hosting
import Postgres

/// Which days figures are asked for, `to` exclusive, and for which doctor; nil: for all.
struct FigurePeriod {
    static let longest = 366

    let from: CalendarDate
    let to: CalendarDate
    var doctor: UserID?

    /// The id that stands for the sums of all doctors together.
    static let clinic = PostgresValue.uuid(PostgresUUID(high: 0, low: 0))

    var values: [PostgresValue] {
        [
            .date(Int32(from.daysSinceEpoch)), .date(Int32(to.daysSinceEpoch)), doctor.map { .id($0) } ?? Self.clinic,
            .bool(doctor == nil),
        ]
    }
}

extension FigurePeriod {
    /// `?from=&to=`; absent, `back` days before today and `ahead` days after it. Throws 400 `invalid_parameter`.
    init(_ query: ListQuery, today: Int, back: Int, ahead: Int, doctor: UserID? = nil) throws(Problem) {
        let from = try query.value("from", "a date like 2026-12-15") { CalendarDate($0) }?.daysSinceEpoch ?? (today - back)
        let to =
            try query.value("to", "a date like 2026-12-15") { CalendarDate($0) }?.daysSinceEpoch ?? max(today, from) + ahead
        guard from < to, to - from <= Self.longest else {
            throw Problem(.invalidParameter, "to must be after from, by at most \(Self.longest) days.")
        }
        guard let first = CalendarDate(daysSinceEpoch: from), let last = CalendarDate(daysSinceEpoch: to) else {
            throw Problem(.invalidParameter, "from and to must be dates of the years 1 to 9999.")
        }
        self.init(from: first, to: last, doctor: doctor)
    }
}
