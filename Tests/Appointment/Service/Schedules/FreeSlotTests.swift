import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("Free slots of a doctor", .timeLimit(.minutes(4))) struct FreeSlotTests {
    @Test("without hours: 08:00 to 20:00 daily, thirty minutes each, for everybody who is signed in")
    func standard() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            for role in [Role.patient, .doctor, .admin] {
                let answer = try await clinic.availability("doctorId=\(doctor.id)", by: clinic.person(role))
                #expect(answer.status == 200 && answer.fields["Cache-Control"] == "no-store")
                #expect(answer["doctorId"]?.text == doctor.id.description && answer["timeZone"] == "UTC")
                let days = answer["days"]?.elements ?? []
                #expect(days.count == 7 && days.first?["date"] == "2026-11-30" && days.last?["date"] == "2026-12-06")
                for day in days {
                    let slots = day["slots"]?.elements ?? []
                    #expect(slots.count == 24 && slots.first?["time"] == "08:00" && slots.last?["time"] == "19:30")
                }
                let slot = days.first?["slots"]?.elements?.first
                #expect(slot == ["time": "08:00", "startsAt": "2026-11-30T08:00:00Z", "endsAt": "2026-11-30T08:30:00Z"])
            }
        }
    }

    @Test("every slot that is offered can be booked, all of them together; then none is left")
    func bookable() async throws {
        try await Clinic.open(connections: 8) { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let week = (1...7).map { day in
                #"{"weekday":\#(day),"from":"00:15","to":"03:30"},{"weekday":\#(day),"from":"03:35","to":"05:00"},"#
                    + #"{"weekday":\#(day),"from":"22:00","to":"24:00"}"#
            }
            let body =
                #"{"timeZone":"Europe/Berlin","slotMinutes":25,"bufferMinutes":10,"hours":[\#(week.joined(separator: ","))]}"#
            #expect(await clinic.set(body, by: doctor).status == 200)
            // The nights of both clock changes.
            for query in ["doctorId=\(doctor.id)&date=2027-03-27&days=3", "doctorId=\(doctor.id)&date=2027-10-30&days=3"] {
                let offered = await clinic.availability(query, by: patient)
                var wanted: [(date: String, slot: JSONValue)] = []
                for day in offered["days"]?.elements ?? [] {
                    for slot in day["slots"]?.elements ?? [] { wanted.append((day["date"]?.text ?? "", slot)) }
                }
                #expect(wanted.count > 20)
                for (date, slot) in wanted {
                    let booked = await clinic.book(doctor.id, by: patient, on: date, at: slot["time"]?.text ?? "")
                    #expect(booked.status == 201, "\(date) \(slot)")
                    for member in ["startsAt", "endsAt", "ambiguous"] { #expect(booked[member] == slot[member], "\(date) \(slot)") }
                }
                let left = await clinic.availability(query, by: patient)["days"]?.elements ?? []
                #expect(left.count == 3 && left.allSatisfy { $0["slots"]?.elements?.isEmpty == true })
            }
        }
    }

    @Test("what is taken is not offered, its buffer neither; what is cancelled or rejected is free again")
    func taken() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let body = #"""
                {"timeZone":"UTC","slotMinutes":30,"bufferMinutes":15,"hours":[{"weekday":2,"from":"09:00","to":"12:00"}]}
                """#
            _ = await clinic.set(body, by: doctor)
            #expect(await clinic.times(doctor.id, on: "2026-12-15", by: patient) == ["09:00", "09:45", "10:30", "11:15"])
            let id = try #require(await clinic.book(doctor.id, by: patient, at: "09:00")["id"]?.text)
            #expect(await clinic.reschedule(id, by: doctor, to: "2026-12-15", "09:10").status == 200)
            #expect(
                await clinic.times(doctor.id, on: "2026-12-15", by: patient) == ["10:30", "11:15"], "09:55 is within the buffer")
            for (status, cancelled) in [
                ("APPROVED", "NULL"), ("COMPLETED", "NULL"), ("CANCELLED", "'PATIENT'"), ("REJECTED", "NULL"),
            ] {
                _ = try await clinic.rows("UPDATE appointments SET status = '\(status)', cancelled_by = \(cancelled)")
                let times = await clinic.times(doctor.id, on: "2026-12-15", by: patient)
                #expect(times.count == (["CANCELLED", "REJECTED"].contains(status) ? 4 : 2), "\(status)")
            }
            #expect(try await clinic.times(clinic.person(.doctor).id, on: "2026-12-15", by: patient).count == 24, "nobody else's")
        }
    }

    @Test("nothing that has passed, comes too soon or lies beyond the horizon; the same bounds hold for booking")
    func bounds() async throws {
        try await Clinic.open { clinic in
            clinic.clock.advance(by: .seconds(9 * 3_600 + 30 * 60))
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let body = #"{"timeZone":"UTC","slotMinutes":60,"minimumNoticeMinutes":90,"horizonDays":2,"hours":[]}"#
            _ = await clinic.set(body, by: doctor)
            #expect(await clinic.times(doctor.id, on: "2026-11-30", by: patient).first == "11:00")
            #expect(await clinic.book(doctor.id, by: patient, on: "2026-11-30", at: "10:59").code == "too_soon")
            #expect(await clinic.book(doctor.id, by: patient, on: "2026-11-30", at: "11:00").status == 201)
            clinic.clock.advance(by: .seconds(1))
            #expect(await clinic.times(doctor.id, on: "2026-11-30", by: patient).first == "12:00")
            #expect(await clinic.times(doctor.id, on: "2026-11-29", by: patient).isEmpty)
            #expect(await clinic.times(doctor.id, on: "2026-12-02", by: patient).count == 12)
            #expect(await clinic.times(doctor.id, on: "2026-12-03", by: patient).isEmpty)
            #expect(await clinic.book(doctor.id, by: patient, on: "2026-12-03", at: "10:00").code == "beyond_horizon")
        }
    }

    @Test("days are those of the doctor's zone, today too; a skipped hour is not offered, a repeated one once")
    func zones() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            // Monday 00:00 UTC.
            for (zone, today) in [("Pacific/Kiritimati", "2026-11-30"), ("America/Los_Angeles", "2026-11-29")] {
                let doctor = try clinic.person(.doctor)
                _ = await clinic.set(#"{"timeZone":"\#(zone)","slotMinutes":30,"hours":[]}"#, by: doctor)
                let answer = await clinic.availability("doctorId=\(doctor.id)&days=1", by: patient)
                #expect(answer["timeZone"]?.text == zone && answer["days"]?.elements?.first?["date"]?.text == today)
                let first = answer["days"]?.elements?.first?["slots"]?.elements?.first
                #expect(first?["startsAt"] == "2026-11-30T00:30:00Z", "\(zone)")
            }
            let doctor = try clinic.person(.doctor)
            let body = #"{"timeZone":"Europe/Berlin","slotMinutes":30,"hours":[{"weekday":7,"from":"01:30","to":"03:30"}]}"#
            _ = await clinic.set(body, by: doctor)
            #expect(await clinic.times(doctor.id, on: "2027-03-28", by: patient) == ["01:30", "03:00"])
            let twice = await clinic.availability("doctorId=\(doctor.id)&date=2027-10-31&days=1", by: patient)
            let slots = twice["days"]?.elements?.first?["slots"]?.elements ?? []
            #expect(slots.map { $0["time"]?.text } == ["01:30", "02:00", "02:30", "03:00"])
            #expect(slots.map { $0["ambiguous"]?.flag } == [nil, true, true, nil])
            #expect(slots.last?["startsAt"] == "2027-10-31T02:00:00Z")
        }
    }

    @Test("nobody unknown, no doctor who cannot be booked, no parameter that is none")
    func refusals() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let gone = try clinic.person(.doctor)
            clinic.auth.users[gone.id]?.active = false
            for id in [gone.id, clinic.ids.next()] {
                let answer = await clinic.availability("doctorId=\(id)", by: patient)
                #expect(answer.status == 404 && answer.code == "doctor_not_found")
            }
            let id = "doctorId=\(doctor.id)"
            for query in [
                "", "doctorId=", "doctorId=x", "\(id)&date=2026-02-30", "\(id)&date=x", "\(id)&days=0", "\(id)&days=63",
                "\(id)&days=x",
                "\(id)&days=+7", "\(id)&x=1", "\(id)&\(id)", "\(id)&limit=1", "\(id)&from=2026-12-15", "\(id)&specialization=x",
                "specialization=", "specialization=x&days=3", "specialization=x&date=2026-12-15", "specialization=x&from=x",
                "specialization=x&cursor=x", "specialization=x&cursor=", "\(id)&cursor=x", "specialization=x&limit=0",
                "specialization=x&limit=101", "specialization=a%00b",
                "specialization=" + String(repeating: "x", count: 256),
            ] {
                let answer = await clinic.availability(query, by: patient)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
            #expect(await clinic.availability("\(id)&days=62", by: patient)["days"]?.elements?.count == 62)
            let end = await clinic.availability("\(id)&date=9999-12-31&days=62", by: patient)
            #expect(end["days"]?.elements?.count == 1, "\(end.text)")
            #expect(await clinic.availability("\(id)&date=0001-01-01", by: patient)["days"]?.elements?.count == 7)
            #expect(await clinic.send(.get, "/api/appointments/availability", query: id).status == 401)
            await clinic.pool.close(within: .seconds(1))
            let away = await clinic.availability(id, by: patient)
            #expect(away.status == 503 && away.code == "store_unavailable" && away.fields["Retry-After"] == "1")
        }
    }
}
