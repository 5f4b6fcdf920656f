import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Logging
import Postgres
import ServiceRuntime
import Testing

@testable import AppointmentService

@Suite("When appointments are reminded of", .timeLimit(.minutes(5))) struct ReminderTests {
    /// An appointment at ten on that day that came to be approved, or to its time, so many minutes before its start.
    private func visit(_ clinic: Clinic, on date: String, settled minutes: Int, moved: Bool) async throws -> String {
        let pair = try await ChangeTests.pair(clinic, on: moved ? "2026-12-01" : date, at: moved ? "08:00" : "10:00")
        #expect(await clinic.approve(pair.id, by: pair.doctor).status == 200)
        if moved { #expect(await clinic.reschedule(pair.id, by: pair.doctor, to: date).status == 200) }
        // What is written down later changes nothing.
        _ = try await clinic.rows(
            """
            UPDATE appointment_history h SET at = a.starts_at - make_interval(mins => $2::bigint::integer)
            FROM appointments a WHERE a.id = h.appointment_id AND a.id = $1 AND h.version = a.version
            """, [.text(pair.id), .int(minutes)])
        _ = try await clinic.rows(
            """
            UPDATE appointment_history SET at = '2026-11-01T00:00:00Z'
            WHERE appointment_id = $1 AND version < (SELECT version FROM appointments WHERE id = $1)
            """, [.text(pair.id)])
        #expect(await clinic.change("notes", pair.id, by: pair.doctor, #"{"notes":"x"}"#).status == 200)
        return pair.id
    }

    @Test("a reminder whose moment passed before the approval, or the move, is never sent", arguments: [false, true])
    func late(moved: Bool) async throws {
        try await Clinic.open { clinic in
            // Minutes before the start, and the reminders that are still to come then.
            let cases: [(Int, [Int64])] = [
                (10_000, [1_440, 60]), (1_440, [1_440, 60]), (1_439, [60]), (300, [60]), (60, [60]), (59, []), (4, []),
            ]
            var visits: [(id: String, start: Instant, kinds: [Int64])] = []
            for (index, (minutes, kinds)) in cases.enumerated() {
                let date = "2026-12-\(12 + 2 * index)"
                let id = try await visit(clinic, on: date, settled: minutes, moved: moved)
                visits.append((id, try #require(Instant("\(date)T10:00:00Z")), kinds))
            }
            for visit in visits {
                for before in [1_440, 1_439, 299, 60, 58, 3, 1] {
                    clinic.clock.set(visit.start.adding(minutes: -before).milliseconds)
                    try await clinic.sweep()
                }
            }
            let sent = try await clinic.rows("SELECT key, payload FROM outbox WHERE type = 'appointment.reminder' ORDER BY id")
            for visit in visits {
                var leads: [Int64] = []
                for row in sent where try row.text(0) == visit.id {
                    leads.append(try JSONReader.parse(Array(row.text(1).utf8))["leadMinutes"]?.integer ?? -1)
                }
                #expect(leads == visit.kinds, "\(visit.start)")
            }
        }
    }

    @Test("one that the sweep is late for says how long is left, in steps of five minutes and never more than its own")
    func lateSweep() async throws {
        try await Clinic.open { clinic in
            for (index, (before, lead)) in [
                (1_439, 1_440), (1_430, 1_430), (1_143, 1_145), (61, 65), (60, 60), (57, 60), (2, 5),
            ].enumerated() {
                let date = "2026-12-\(12 + 2 * index)"
                _ = try await visit(clinic, on: date, settled: 5_000, moved: false)
                clinic.clock.set(try #require(Instant("\(date)T10:00:00Z")).adding(minutes: -before).milliseconds)
                try await clinic.sweep()
                let rows = try await clinic.rows(
                    "SELECT payload FROM outbox WHERE type = 'appointment.reminder' ORDER BY id DESC LIMIT 1")
                let event = try JSONReader.parse(Array(try rows[0].text(0).utf8))
                #expect(event["date"]?.text == date && event["leadMinutes"]?.integer == Int64(lead), "\(before)")
                clinic.clock.set(Clinic.start)
            }
        }
    }
}
