import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Times beside the grid", .timeLimit(.minutes(4))) struct GridTests {
    @Test("patients book and move to offered times only, and are told the nearest; doctors move anywhere within their hours")
    func offGrid() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let schedule = #"{"timeZone":"Europe/Berlin","slotMinutes":60,"hours":[{"weekday":2,"from":"09:00","to":"12:00"}]}"#
            #expect(await clinic.set(schedule, by: doctor).status == 200)
            let refused = await clinic.book(doctor.id, by: patient, on: "2026-12-15", at: "09:07")
            #expect(refused.status == 422 && refused.code == "off_grid", "\(refused.text)")
            let nearest = refused["nearest"]?.elements ?? []
            #expect(nearest.map { $0["time"]?.text } == ["09:00", "10:00"])
            #expect(nearest.map { $0["startsAt"]?.text } == ["2026-12-15T08:00:00Z", "2026-12-15T09:00:00Z"])
            #expect(await clinic.times(doctor.id, on: "2026-12-15", by: patient) == ["09:00", "10:00", "11:00"], "nothing is gone")
            let id = try #require(await clinic.book(doctor.id, by: patient, on: "2026-12-15", at: "09:00")["id"]?.text)
            #expect(await clinic.reschedule(id, by: patient, to: "2026-12-15", "10:30").code == "off_grid")
            #expect(await clinic.reschedule(id, by: doctor, to: "2026-12-15", "10:30").status == 200)
            #expect(await clinic.reschedule(id, by: doctor, to: "2026-12-15", "11:30").code == "outside_hours")
            #expect(
                await clinic.times(doctor.id, on: "2026-12-15", by: patient) == ["09:00"],
                "the grid stays where it is around the visit")
            #expect(await clinic.book(doctor.id, by: try clinic.person(.patient), on: "2026-12-15", at: "09:30").code == "off_grid")
        }
    }

    @Test("a night shift is listed, found and bookable across midnight")
    func nightShift() async throws {
        try await Clinic.open { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let hours = (1...7).map {
                #"{"weekday":\#($0),"from":"20:00","to":"24:00"},{"weekday":\#($0),"from":"00:00","to":"06:00"}"#
            }
            let schedule = #"{"timeZone":"UTC","slotMinutes":480,"hours":[\#(hours.joined(separator: ","))]}"#
            #expect(await clinic.set(schedule, by: doctor).status == 200)
            #expect(await clinic.times(doctor.id, on: "2026-12-15", by: patient) == ["20:00"])
            #expect(await clinic.book(doctor.id, by: patient, on: "2026-12-15", at: "20:00").status == 201)
            #expect(await clinic.times(doctor.id, on: "2026-12-15", by: patient) == [])
        }
    }
}
