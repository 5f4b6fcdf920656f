import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("What a calendar with many appointments shows", .timeLimit(.minutes(5))) struct CalendarBoundTests {
    /// So many appointments of a doctor, `step` minutes apart, the first `step` minutes from now; negative: ago.
    private func fill(_ clinic: Clinic, _ doctor: UserID, _ count: Int, every step: Int) async throws {
        _ = try await clinic.rows(
            """
            INSERT INTO appointments (id, patient_id, doctor_id, patient_name, doctor_name, date, time, time_zone, starts_at, ends_at,
                                      doctor_free_at)
            SELECT gen_random_uuid(), gen_random_uuid(), $1::uuid, 'Grace', 'Ada', (at AT TIME ZONE 'UTC')::date,
                   (at AT TIME ZONE 'UTC')::time, 'UTC', at, at + interval '10 min', at + interval '10 min'
            FROM (SELECT $2::timestamptz + n * make_interval(mins => $3::bigint::integer) AS at
                  FROM generate_series(1, $4::bigint) n) t
            """, [.id(doctor), .instant(clinic.clock.clock.instant), .int(step), .int(count)])
    }

    private func feed(_ clinic: Clinic, _ doctor: Clinic.Person) async -> (starts: [String], description: String?) {
        let token = await clinic.send(.post, "/api/appointments/calendar-token", token: doctor.token)["token"]?.text ?? ""
        let answer = await clinic.send(.get, "/api/appointments/calendar.ics", query: "token=\(token)")
        let lines = answer.text.replacing("\r\n ", with: "").split(separator: "\r\n").map(String.init)
        return (
            lines.filter { $0.hasPrefix("DTSTART;TZID=UTC:") }.map { String($0.dropFirst(17)) },
            lines.first { $0.hasPrefix("DESCRIPTION:") }
        )
    }

    @Test("the nearest ones, up to the bounds, and beyond them it says so", arguments: [-1, 0, 1, 5])
    func bounds(over: Int) async throws {
        let (toCome, begun) = CalendarStore.limits
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            try await fill(clinic, doctor.id, toCome + over, every: 60)
            try await fill(clinic, doctor.id, begun + over, every: -60)
            let (starts, description) = await feed(clinic, doctor)
            #expect(starts == starts.sorted())
            let now = "20261130T000000"
            #expect(starts.count { $0 > now } == toCome + min(over, 0) && starts.count { $0 < now } == begun + min(over, 0))
            #expect(starts.first { $0 > now } == "20261130T010000" && starts.last { $0 < now } == "20261129T230000")
            #expect((description?.contains("next \(toCome)") ?? false) == (over > 0))
            #expect((description?.contains("last \(begun)") ?? false) == (over > 0))
        }
    }

    @Test("one that cannot be read does not hide that there are more")
    func unreadable() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            try await fill(clinic, doctor.id, CalendarStore.limits.toCome + 2, every: 60)
            _ = try await clinic.rows(
                "UPDATE appointments SET time = '24:00' WHERE starts_at = (SELECT min(starts_at) FROM appointments)")
            let (starts, description) = await feed(clinic, doctor)
            #expect(starts.count == CalendarStore.limits.toCome - 1 && description?.contains("next") == true)
        }
    }

    @Test("what began more than 180 days ago is left out, as is said in the contract")
    func past() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            try await fill(clinic, doctor.id, 200, every: -24 * 60)
            #expect(await feed(clinic, doctor).starts.count == 179)
        }
    }
}
