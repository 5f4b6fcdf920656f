import CoreHTTP
import Foundation
import HTTPWire
import Postgres
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    /// `DOUBLE_BOOKING_SECONDS` says for how long; 3 when it is not set.
    @Suite("No time is sold twice") struct DoubleBookingTests {
        private static let seconds = ProcessInfo.processInfo.environment["DOUBLE_BOOKING_SECONDS"].flatMap { Int64($0) } ?? 3
        private static let clients = 64

        @Test("64 clients book, move and cancel overlapping times of five doctors on two replicas: no two overlap, and none fails")
        func overlaps() async throws {
            try await Stack.run { stack, api in
                let replica = API(stack, on: api.loop, appointment: try await stack.startReplica(.appointment).port)
                try await replica.waitUntilReady(.appointment)
                let doctors = try await Self.doctors(api)
                var answers = Answers()
                try await withThrowingTaskGroup(of: Answers.self) { group in
                    let end = MonotonicTime.read() + .seconds(Self.seconds)
                    for _ in 0..<Self.clients / 2 {
                        // Two windows of one patient, who cannot be at two places.
                        let patient = try await api.register("PATIENT")
                        for api in [api, replica] {
                            group.addTask { try await Self.work(api, patient, doctors, until: end) }
                        }
                    }
                    for try await some in group { answers.add(some) }
                }
                #expect(answers.unexpected.isEmpty, "\(answers.unexpected.prefix(5))")
                #expect(answers.booked > 0 && answers.conflicts > 0, "\(answers)")

                let session = try await stack.session(.appointment, on: api.loop)
                defer { session.close() }
                let row = try await session.query(Self.check)[0]
                #expect(try row.int(0) == answers.booked, "every 201 is a row, and every row a 201")
                #expect(try row.int(1) == 0, "overlaps of a doctor")
                #expect(try row.int(2) == 0, "overlaps of a patient")
                print("\(answers.booked) booked, \(answers.moved) moved, \(answers.conflicts) refused in \(Self.seconds) s")
            }
        }

        private struct Answers: Sendable {
            var booked = 0
            var moved = 0
            var conflicts = 0
            var unexpected: [String] = []

            mutating func add(_ other: Answers) {
                booked += other.booked
                moved += other.moved
                conflicts += other.conflicts
                unexpected += other.unexpected
            }
        }

        /// Of different lengths and buffers.
        private static func doctors(_ api: API) async throws -> [API.Person] {
            var doctors: [API.Person] = []
            for (slot, buffer) in [(30, 0), (20, 10), (45, 5), (60, 0), (25, 15)] {
                let doctor = try await api.register("DOCTOR")
                let schedule = #"{"timeZone":"Europe/Berlin","slotMinutes":\#(slot),"bufferMinutes":\#(buffer),"hours":[]}"#
                let answer = try await api.call(
                    .appointment, .put, "/api/appointments/schedule", token: doctor.token, body: Array(schedule.utf8))
                guard answer.status == 200 else { throw API.Unexpected(answer: answer) }
                doctors.append(doctor)
            }
            return doctors
        }

        /// Books at random minutes; of what it has, moves some and cancels some.
        private static func work(_ api: API, _ patient: API.Person, _ doctors: [API.Person], until end: MonotonicTime) async throws
            -> Answers
        {
            var answers = Answers()
            var mine: [String] = []
            while MonotonicTime.read() < end {
                let (date, time) = randomTime()
                let answer: API.Answer
                let dice = Int.random(in: 0..<10)
                if dice < 6 || mine.isEmpty {
                    answer = try await api.call(
                        .appointment, .post, "/api/appointments", token: patient.token,
                        json: [
                            "doctorId": .string(doctors[Int.random(in: 0..<doctors.count)].id), "appointmentDate": .string(date),
                            "appointmentTime": .string(time),
                        ])
                    if answer.status == 201, let id = answer.json["id"]?.text { mine.append(id) }
                    if answer.status == 201 { answers.booked += 1 }
                } else if dice < 8 {
                    answer = try await api.call(
                        .appointment, .patch, "/api/appointments/\(mine[Int.random(in: 0..<mine.count)])/reschedule",
                        token: patient.token, json: ["appointmentDate": .string(date), "appointmentTime": .string(time)])
                    if answer.status == 200 { answers.moved += 1 }
                } else {
                    let id = mine.remove(at: Int.random(in: 0..<mine.count))
                    answer = try await api.call(.appointment, .patch, "/api/appointments/\(id)/cancel", token: patient.token)
                }
                switch (answer.status, answer.code) {
                case (200, _), (201, _), (429, _): break
                case (409, "slot_taken"?), (409, "patient_busy"?): answers.conflicts += 1
                default: answers.unexpected.append("\(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
                }
            }
            return answers
        }

        /// Any minute from 08:00 to 17:59 of three days.
        private static func randomTime() -> (date: String, time: String) {
            let (date, _) = API.wallTime(slot: 24 * Int.random(in: 0..<3))
            let minute = Int.random(in: 8 * 60..<18 * 60)
            return (date, (minute / 60 < 10 ? "0" : "") + "\(minute / 60):" + (minute % 60 < 10 ? "0" : "") + "\(minute % 60)")
        }

        /// Rows, overlaps of a doctor, overlaps of a patient.
        private static let check = Statement(
            "overlaps",
            """
            WITH held AS (SELECT * FROM appointments WHERE status IN ('PENDING', 'APPROVED', 'COMPLETED'))
            SELECT (SELECT count(*) FROM appointments),
                   (SELECT count(*) FROM held a JOIN held b ON a.id < b.id AND a.doctor_id = b.doctor_id
                    WHERE tstzrange(a.starts_at, a.doctor_free_at) && tstzrange(b.starts_at, b.doctor_free_at)),
                   (SELECT count(*) FROM held a JOIN held b ON a.id < b.id AND a.patient_id = b.patient_id
                    WHERE tstzrange(a.starts_at, a.ends_at) && tstzrange(b.starts_at, b.ends_at))
            """)
    }
}
