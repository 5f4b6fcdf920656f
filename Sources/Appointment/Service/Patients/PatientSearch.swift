import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres

/// Which records are asked for: `?q=&birthDate=&phone=&identifier=&limit=&cursor=`. Nothing set: all.
struct PatientSearch: Sendable, Equatable {
    var words: NameWords?
    var birthDate: CalendarDate?
    var phone: PhoneNumber?
    var identifier: PatientIdentifier?
    var limit = ListQuery.standardLimit
    /// The record to go on after: a cursor has an id and no name, since it stands in an address.
    var after: UserID?

    init() {}

    /// Throws 400 `invalid_parameter`.
    init(_ request: Request) throws(Problem) {
        let query = try ListQuery(request, known: ["q", "birthDate", "phone", "identifier", "limit", "cursor"])
        words = try query.value("q", "a text of at most \(NameWords.lengthLimit) characters without U+0000") { NameWords($0) }
        birthDate = try query.value("birthDate", "a date, YYYY-MM-DD", CalendarDate.init(_:))
        // A plus sign that was not escaped has become a space.
        phone = try query.value("phone", PhoneNumber.expected) { PhoneNumber($0.hasPrefix(" ") ? "+" + $0.dropFirst() : $0) }
        identifier = try query.value("identifier", PatientIdentifier.expected) { PatientIdentifier($0) }
        limit = try query.limit()
        after = try query.cursor(UserID.init(_:))
    }

    /// The statement that finds the records that `sight` has, and its values but for the place.
    func statement(for sight: PatientSight) -> (Statement, [PostgresValue]) {
        let number: [PostgresValue] = [.int(limit + 1)]
        let words = number + [.text(self.words?.query)]
        let most = words + [birthDate.map { .date(Int32($0.daysSinceEpoch)) } ?? .null, .text(phone?.description)]
        let all: [PostgresValue] = most + [.text(identifier?.system), .text(identifier?.value)]
        if case .doctor(let doctor) = sight { return (PatientSearchStatements.ofDoctor, all + [.id(doctor)]) }
        if identifier != nil { return (PatientSearchStatements.byIdentifier, all) }
        if phone != nil { return (PatientSearchStatements.byPhone, most) }
        if birthDate != nil { return (PatientSearchStatements.byBirthDate, most) }
        if self.words != nil { return (PatientSearchStatements.byWords, words) }
        return (PatientSearchStatements.all, number)
    }
}
