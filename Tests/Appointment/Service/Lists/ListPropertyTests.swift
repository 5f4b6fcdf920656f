import AppointmentDomain
import Contracts
import Hosting
import Postgres
import Testing

@testable import AppointmentService

@Suite("Lists beside a reader who reads everything", .timeLimit(.minutes(5))) struct ListPropertyTests {
    private struct Row: Equatable {
        let id: AppointmentID
        let patient: UserID
        let doctor: UserID
        let date: CalendarDate
        let startsAt: Instant
        let status: AppointmentStatus
    }

    @Test("every filter, page by page, gives what it says and nothing else, in order, wherever on earth the doctors are")
    func everyFilter() async throws {
        try await Clinic.open { clinic in
            let doctors: [UserID] = (0..<3).map { _ in clinic.ids.next() }
            let patients: [UserID] = (0..<4).map { _ in clinic.ids.next() }
            _ = try await clinic.pool.query(Self.fill, [.ids(doctors), .ids(patients), .int(400)])
            let rows = try await self.all(clinic)
            try #require(rows.count > 300 && Set(rows.map(\.status)).count == 5)
            let store = AppointmentStore(pool: clinic.pool)
            for _ in 0..<400 {
                let person: Participant? = [nil, nil, .doctor(doctors[0]), .patient(patients[0])].randomElement() ?? nil
                let filter = Self.filter(ofEveryone: person == nil, doctors, patients)
                let order = ListOrder.allCases.randomElement() ?? .latestFirst
                let latestFirst = rows.filter { Self.belongs($0, person, filter) }.map(\.id)
                let expected = order == .latestFirst ? latestFirst : latestFirst.reversed()
                let limit = Int.random(in: 1...120)
                var found: [AppointmentID] = []
                var position: ListPosition?
                while true {
                    let page = try await store.appointments(
                        of: person, matching: filter, in: order, after: position, limit: limit)
                    for row in page { found.append(try row.id) }
                    guard page.count == limit, let last = page.last else { break }
                    position = ListPosition(startsAt: try last.startsAt, id: try last.id)
                }
                try #require(found == expected, "\(String(describing: person)) \(filter) \(order) by \(limit)")
            }
        }
    }

    private static func filter(ofEveryone: Bool, _ doctors: [UserID], _ patients: [UserID]) -> AppointmentFilter {
        var filter = AppointmentFilter()
        filter.statuses = (0..<[0, 1, 1, 2, 6][Int.random(in: 0..<5)]).compactMap { _ in AppointmentStatus.allCases.randomElement()
        }
        let first = Int.random(in: 20_788..<20_803)  // 2026-12-01 to 2026-12-15
        let days = [-1, 0, 1, 1, 2, 3, 4, 5, 6, 9].randomElement() ?? 1
        if Bool.random() { filter.from = CalendarDate(daysSinceEpoch: first) }
        if Bool.random() { filter.to = CalendarDate(daysSinceEpoch: first + days) }
        if [1, 2, 3].randomElement() == 1 { filter.from = Bool.random() ? .earliest : .latest }
        let start = Instant(seconds: Int64(first) * 86_400 + Int64.random(in: 0..<96) * 900)
        if [1, 2, 3].randomElement() == 1 { filter.startsFrom = start }
        if [1, 2, 3].randomElement() == 1 { filter.startsBefore = start.adding(minutes: Int.random(in: -60...10_000)) }
        guard ofEveryone else { return filter }
        if [1, 2, 3].randomElement() == 1 { filter.doctor = doctors.randomElement() }
        if [1, 2, 3].randomElement() == 1 { filter.patient = patients.randomElement() }
        return filter
    }

    private static func belongs(_ row: Row, _ person: Participant?, _ filter: AppointmentFilter) -> Bool {
        switch person {
        case .doctor(let id) where row.doctor != id: return false
        case .patient(let id) where row.patient != id: return false
        default: break
        }
        return (filter.statuses.isEmpty || filter.statuses.contains(row.status))
            && filter.from.map { $0 <= row.date } ?? true && filter.to.map { row.date < $0 } ?? true
            && filter.startsFrom.map { $0 <= row.startsAt } ?? true && filter.startsBefore.map { row.startsAt < $0 } ?? true
            && filter.doctor.map { $0 == row.doctor } ?? true && filter.patient.map { $0 == row.patient } ?? true
    }

    /// Newest first.
    private func all(_ clinic: Clinic) async throws -> [Row] {
        try await clinic.pool.query(Self.everything).map { row in
            let row = RowOf<StoredAppointment.Column>(row)
            return Row(
                id: try row.id(.id), patient: try row.id(.patientID), doctor: try row.id(.doctorID),
                date: try row.calendarDate(.date),
                startsAt: try row.instant(.startsAt), status: try row.status(.status))
        }
    }

    private static let everything = Statement(
        "everything", "SELECT \(StoredAppointment.Column.list) FROM appointments ORDER BY starts_at DESC, id DESC"
    )

    /// Twelve days in zones from UTC-12 to UTC+14, some starts alike. $1 doctors · $2 patients · $3 how many
    private static let fill = Statement(
        "fill",
        """
        WITH r AS MATERIALIZED (
            SELECT timestamp '2026-12-01' + floor(random() * 1152) * interval '15 min' AS start, floor(random() * 105 - 48) * interval '15 min' AS o,
                   1 + floor(random() * cardinality($1::uuid[])) AS d, 1 + floor(random() * cardinality($2::uuid[])) AS p,
                   (ARRAY['PENDING', 'APPROVED', 'REJECTED', 'CANCELLED', 'COMPLETED'])[1 + floor(random() * 5)::int] AS status
            FROM generate_series(1, $3::bigint)
        )
        INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at,
                                  doctor_free_at, status, cancelled_by)
        SELECT gen_random_uuid(), ($2::uuid[])[p], ($1::uuid[])[d], 'P', 'D', (start + o)::date, (start + o)::time, 'x', start AT TIME ZONE 'UTC',
               start AT TIME ZONE 'UTC' + interval '1 min', start AT TIME ZONE 'UTC' + interval '1 min', status,
               CASE status WHEN 'CANCELLED' THEN 'DOCTOR' END
        FROM r
        ON CONFLICT DO NOTHING
        """)
}
