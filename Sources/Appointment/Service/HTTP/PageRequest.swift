import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire

/// Which part of a list is asked for: `?status=&from=&to=&limit=&cursor=`, and of everybody's also `patientId=&doctorId=`.
struct PageRequest: Equatable {
    var limit = ListQuery.standardLimit
    var position: ListPosition?
    var filter = AppointmentFilter()

    init() {}

    /// Throws 400 `invalid_parameter`.
    init(_ request: Request, ofEveryone: Bool = false) throws(Problem) {
        if request.head.query == nil { return }
        let query = try ListQuery(request, known: ofEveryone ? Self.ofEveryones : Self.ofMine)
        limit = try query.limit()
        position = try query.cursor(ListPosition.init(cursor:))
        filter.statuses =
            try query.value("status", "of \(Self.states), several separated by commas", Self.statuses) ?? []
        filter.from = try query.value("from", "a date, YYYY-MM-DD", CalendarDate.init(_:))
        filter.to = try query.value("to", "a date, YYYY-MM-DD", CalendarDate.init(_:))
        guard ofEveryone else { return }
        filter.patient = try query.value("patientId", "the id of a user", UserID.init(_:))
        filter.doctor = try query.value("doctorId", "the id of a user", UserID.init(_:))
    }

    private static let ofMine = ["status", "from", "to", "limit", "cursor"]
    private static let ofEveryones = ["status", "from", "to", "patientId", "doctorId", "limit", "cursor"]
    private static let states = AppointmentStatus.allCases.map(\.rawValue).joined(separator: ", ")

    private static func statuses(_ text: String) -> [AppointmentStatus]? {
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map { AppointmentStatus(rawValue: String($0)) }
        let statuses = words.compactMap(\.self)
        return statuses.count == words.count ? statuses : nil
    }
}
