import Access
import Contracts
import CoreHTTP
import HTTPWire

/// Whose times are asked for, and which: `?doctorId=&date=&days=`, `?doctorId=&first=&from=`, or
/// `?specialization=` or `?any=true` with `&from=&first=&limit=&cursor=`.
enum AvailabilityRequest {
    case days(of: UserID, from: CalendarDate?, count: Int)
    case next(Int, of: [UserID], from: CalendarDate?)
    /// `next`: how many of each doctor's; nil: the first alone, without a list of them.
    case first(in: String, from: CalendarDate?, next: Int?, after: PagePosition?, limit: Int)

    private static let known = ["doctorId", "date", "days", "specialization", "any", "first", "from", "limit", "cursor"]
    private static let longestSpecialization = 255

    /// Throws 400 `invalid_parameter`.
    init(_ request: Request) throws(Problem) {
        let query = try ListQuery(request, known: Self.known)
        let isAny = try query.flag("any")
        let next = try query.value("first", Self.numbers(FindNextSlots.countRange)) { Self.number($0, FindNextSlots.countRange) }
        switch (query.text("doctorId"), query.text("specialization"), isAny) {
        case (_?, nil, false) where next == nil:
            self = try Self.days(query)
        case (_?, nil, false):
            try Self.refuse(["date", "days", "limit", "cursor"], in: query, with: "doctorId and first")
            self = .next(next ?? 1, of: try Self.doctors(query), from: try Self.date("from", query))
        case (nil, _?, false), (nil, nil, true):
            try Self.refuse(["date", "days"], in: query, with: isAny ? "any" : "specialization")
            self = .first(
                in: try Self.specialization(query), from: try Self.date("from", query), next: next,
                after: try query.cursor(PagePosition.init(cursor:)), limit: try query.limit())
        default: throw Problem(.invalidParameter, "One of doctorId, specialization and any must say whose times are asked for.")
        }
    }

    private static func days(_ query: ListQuery) throws(Problem) -> AvailabilityRequest {
        try refuse(["from", "limit", "cursor"], in: query, with: "doctorId")
        guard let doctor = try query.value("doctorId", "the id of a doctor, of several only with first", UserID.init(_:)) else {
            preconditionFailure("it is there")
        }
        let range = ShowAvailability.daysRange
        let days = try query.value("days", numbers(range)) { number($0, range) }
        return .days(of: doctor, from: try date("date", query), count: days ?? ShowAvailability.standardDays)
    }

    /// Each once.
    private static func doctors(_ query: ListQuery) throws(Problem) -> [UserID] {
        let limit = FindNextSlots.doctorsLimit
        let doctors = try query.value("doctorId", "the ids of 1 to \(limit) doctors, with commas between") { text -> [UserID]? in
            let ids = text.split(separator: ",", omittingEmptySubsequences: false).prefix(limit + 1).map { UserID(String($0)) }
            let known = ids.compactMap(\.self)
            return known.count == ids.count && known.count <= limit ? known : nil
        }
        var seen: Set<UserID> = []
        return (doctors ?? []).filter { seen.insert($0).inserted }
    }

    private static func specialization(_ query: ListQuery) throws(Problem) -> String {
        let expected = "a text of at most \(longestSpecialization) characters without U+0000"
        return try query.value("specialization", expected) { text in
            text.utf8.contains(0) || text.unicodeScalars.count > longestSpecialization ? nil : text
        } ?? ""
    }

    private static func date(_ name: String, _ query: ListQuery) throws(Problem) -> CalendarDate? {
        try query.value(name, "a date like 2026-12-15", CalendarDate.init(_:))
    }

    private static func numbers(_ range: ClosedRange<Int>) -> String {
        "a whole number from \(range.lowerBound) to \(range.upperBound)"
    }

    private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text).flatMap { range.contains($0) ? $0 : nil }
    }

    private static func refuse(_ names: [String], in query: ListQuery, with other: String) throws(Problem) {
        for name in names where query.text(name) != nil {
            throw Problem(.invalidParameter, "\(name) does not go with \(other).")
        }
    }
}
