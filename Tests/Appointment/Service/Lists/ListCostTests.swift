import AppointmentDomain
import Contracts
import Hosting
import Postgres
import Testing

@testable import AppointmentService

@Suite("What a list costs", .timeLimit(.minutes(10))) struct ListCostTests {
    /// Pages of the database a list may look at, whatever it is filtered by: its rows, wherever they lie, and the ways to them.
    private static let most = 700
    /// More of it for each doctor of a desk: the beginning of each one's days, and the rows from which the page is chosen.
    private static let mostOfEach = 100

    @Test("no list looks at more of the table when that is many times as large")
    func listsStayCheap() async throws {
        try await Clinic.open { clinic in
            let (doctor, whole, assigned) = (clinic.ids.next() as UserID, clinic.ids.next() as UserID, clinic.ids.next() as UserID)
            // Three doctors of twenty; 'assigned' has them, 'whole' has no assignment.
            _ = try await clinic.pool.query(Self.assign, [.id(assigned), .id(doctor)])
            var before: [String: Int] = [:]
            for round in 1...2 {
                // 20,000 visits in ten days, a few hundred in a rare state; then as many again, in another ten days and in the same.
                _ = try await clinic.pool.query(Self.fill, [.id(doctor), .int(round)])
                _ = try await clinic.pool.query(Statement("analyze", "ANALYZE appointments"))
                for (name, person, filter, order) in Self.lists(doctor)
                    + Self.books(doctor, [("a whole", whole), ("an assigned", assigned)])
                {
                    let pages = try await self.cost(of: filter, order, person, clinic)
                    // The smaller table may be read whole: that is planned by what it costs.
                    let most = person == .desk(assigned) ? Self.most + 3 * Self.mostOfEach : Self.most
                    #expect(round == 1 || pages <= most, "\(name): \(pages) pages in round \(round)")
                    // The plans rest on a random sample, so a short list may take another way in.
                    if let before = before[name] { #expect(pages <= before * 2 + 100, "\(name): \(before), then \(pages) pages") }
                    before[name] = pages
                }
            }
        }
    }

    private static func lists(_ doctor: UserID) -> [(String, Participant?, AppointmentFilter, ListOrder)] {
        func filter(_ statuses: [AppointmentStatus] = [], _ from: String? = nil, _ to: String? = nil) -> AppointmentFilter {
            var filter = AppointmentFilter()
            filter.statuses = statuses
            filter.from = from.flatMap { CalendarDate($0) }
            filter.to = to.flatMap { CalendarDate($0) }
            return filter
        }
        var lists: [(String, Participant?, AppointmentFilter, ListOrder)] = []
        for statuses: [AppointmentStatus] in [[], [.completed], [.rejected], [.cancelled], [.rejected, .cancelled]] {
            for (from, to) in [
                (nil, nil), ("2026-10-05", "2026-10-06"), ("2026-10-04", "2026-10-07"), ("2026-10-02", "2026-10-09"),
                ("2026-10-03", nil), (nil, "2026-10-04"),
            ] {
                for person: Participant? in [nil, .doctor(doctor)] {
                    for order in ListOrder.allCases {
                        let name = "\(person == nil ? "all" : "a doctor's") \(statuses) \(from ?? "") to \(to ?? ""), \(order)"
                        lists.append((name, person, filter(statuses, from, to), order))
                    }
                }
            }
            for person: Participant? in [nil, .doctor(doctor)] {
                for order in ListOrder.allCases {
                    var upcoming = filter(statuses)
                    upcoming.startsFrom = Instant("2026-10-04T12:00:00Z")
                    var past = filter(statuses)
                    past.startsBefore = upcoming.startsFrom
                    let whose = person == nil ? "all" : "a doctor's"
                    lists.append(("\(whose) \(statuses) to come, \(order)", person, upcoming, order))
                    lists.append(("\(whose) \(statuses) past, \(order)", person, past, order))
                }
            }
        }
        return lists
    }

    /// Those of a desk: of days and states, and of one doctor.
    private static func books(_ doctor: UserID, _ desks: [(String, UserID)]) -> [(
        String, Participant?, AppointmentFilter, ListOrder
    )] {
        var books: [(String, Participant?, AppointmentFilter, ListOrder)] = []
        for (name, person, filter, order) in lists(doctor) where person == nil {
            for (desk, id) in desks {
                var ofOne = filter
                ofOne.doctor = doctor
                books.append(("\(desk) book, \(name)", .desk(id), filter, order))
                books.append(("\(desk) book, of one, \(name)", .desk(id), ofOne, order))
            }
        }
        return books
    }

    /// $1 desk · $2 a doctor of it, beside two others that `fill` makes
    private static let assign = Statement(
        "assign_some",
        "INSERT INTO desk_assignments SELECT $1::uuid, d FROM unnest(ARRAY[$2::uuid, md5('1')::uuid, md5('2')::uuid]) AS u (d)")

    private func cost(of filter: AppointmentFilter, _ order: ListOrder, _ person: Participant?, _ clinic: Clinic) async throws
        -> Int
    {
        let (statement, values) = try #require(filter.list(of: person, in: order, after: nil, limit: 21))
        let explain = Statement("explain", "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF) " + statement.sql)
        let plan = try await clinic.pool.query(explain, values).map { try $0.text(0) }
        // The first line of that kind is the whole plan's; planning has its own below.
        let line = try #require(plan.first { $0.contains("Buffers: shared") })
        return line.split(separator: " ").reduce(0) { sum, word in
            sum + (word.hasPrefix("hit=") || word.hasPrefix("read=") ? Int(word.split(separator: "=")[1]) ?? 0 : 0)
        }
    }

    /// Europe/Berlin, where a day begins before that of UTC does. $1 a doctor who has a twentieth of the visits · $2 round
    private static let fill = Statement(
        "fill",
        """
        INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at,
                                  doctor_free_at, status)
        SELECT gen_random_uuid(), gen_random_uuid(),
               CASE WHEN i / 10 % 20 = 0 THEN $1::uuid ELSE md5((i / 10 % 20)::text)::uuid END, 'P', 'D',
               (start AT TIME ZONE 'Europe/Berlin')::date, date_trunc('minute', start AT TIME ZONE 'Europe/Berlin')::time, 'Europe/Berlin',
               start, start + interval '1 s', start + interval '1 s',
               CASE WHEN i / 10 % 20 = 0 OR i % 101 <> 0 THEN 'COMPLETED' ELSE 'REJECTED' END
        FROM generate_series(0, 19999) i,
             LATERAL (SELECT timestamptz '2026-10-01 00:00+02' + (i % 10 + 5 * ($2::bigint - 1)) * interval '1 day'
                             + (i / 10) * interval '30 s' + $2::bigint * interval '7 s' AS start) s
        """)
}
