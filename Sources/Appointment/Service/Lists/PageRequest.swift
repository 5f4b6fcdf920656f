import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire

/// Which part of a list is asked for: `?status=&from=&to=&startsFrom=&startsBefore=&sort=&limit=&cursor=`, and
/// of everybody's also `patientId=&doctorId=`.
struct PageRequest: Equatable {
    var limit = ListQuery.standardLimit
    var position: ListPosition?
    var filter = AppointmentFilter()
    var order = ListOrder.latestFirst

    init() {}

    /// Throws 400 `invalid_parameter`.
    init(_ request: Request, ofEveryone: Bool = false) throws(Problem) {
        if request.head.query == nil { return }
        let query = try ListQuery(request, known: ofEveryone ? Self.ofEveryones : Self.ofMine)
        limit = try query.limit()
        let order = try query.value("sort", ListOrder.allCases.map(\.rawValue).joined(separator: " or "), ListOrder.init(rawValue:))
        self.order = order ?? .latestFirst
        position = try query.cursor { [order = self.order] in ListPosition(cursor: $0, in: order) }
        filter.statuses =
            try query.value("status", "of \(Self.states), several separated by commas", Self.statuses) ?? []
        filter.from = try query.value("from", "a date, YYYY-MM-DD", CalendarDate.init(_:))
        filter.to = try query.value("to", "a date, YYYY-MM-DD", CalendarDate.init(_:))
        filter.startsFrom = try query.value("startsFrom", Self.instant, Instant.init(_:))
        filter.startsBefore = try query.value("startsBefore", Self.instant, Instant.init(_:))
        guard ofEveryone else { return }
        filter.patient = try query.value("patientId", "the id of a user", UserID.init(_:))
        filter.doctor = try query.value("doctorId", "the id of a user", UserID.init(_:))
    }

    private static let ofMine = ["status", "from", "to", "startsFrom", "startsBefore", "sort", "limit", "cursor"]
    private static let ofEveryones = ofMine + ["patientId", "doctorId"]
    private static let instant = "an instant like 2026-12-15T10:00:00Z"
    private static let states = AppointmentStatus.allCases.map(\.rawValue).joined(separator: ", ")

    private static func statuses(_ text: String) -> [AppointmentStatus]? {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map { AppointmentStatus(rawValue: String($0)) }
        let statuses = words.compactMap(\.self)
        return statuses.count == words.count ? statuses : nil
    }
}
