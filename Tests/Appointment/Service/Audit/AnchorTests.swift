import Contracts
import CoreHTTP
import Reactor
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: checkpoints outside", .timeLimit(.minutes(4))) struct AnchorTests {
    private struct Away: Error {}

    /// Somewhere checkpoints go to. Confined to the test's loop.
    private final class Place: @unchecked Sendable {  // loop-confined
        var failures = 0
        var notes: [(origin: String, note: String)] = []
        var attempts = 0
        /// Called at each attempt, and when a note is there.
        var onAttempt: () async throws -> Void = {}
        let changed: LoopSignal

        init(_ loop: EventLoop) { changed = LoopSignal(on: loop) }

        func publish(_ origin: String, _ note: [UInt8]) async throws {
            attempts += 1
            defer { changed.raise() }
            try await onAttempt()
            if failures > 0 {
                failures -= 1
                throw Away()
            }
            notes.append((origin, String(decoding: note, as: UTF8.self)))
        }

        func wait(until holds: () -> Bool) async {
            while !holds() { _ = await changed.wait(atMost: .seconds(30)) }
        }
    }

    private func note(_ size: Int) -> SignedNote {
        SignedNote(text: Checkpoint(origin: Clinic.auditOrigin, size: size, root: Frontier().root).text)
    }

    private func make(_ clinic: Clinic, _ place: Place) -> (Anchoring, SealingMetrics) {
        let metrics = SealingMetrics(MetricsRegistry())
        let anchor = CheckpointAnchor(publish: place.publish, close: {})
        return (Anchoring(anchor, pool: clinic.pool, metrics: metrics, on: clinic.loop, log: Clinic.silent), metrics)
    }

    @Test("each that is signed is published, once it is committed, under the log's name; a process begins with the newest there is")
    func each() async throws {
        try await Clinic.openSigned { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            try await clinic.seal()
            let place = Place(clinic.loop)
            let (anchoring, metrics) = make(clinic, place)
            // Of another transaction: so it is committed.
            place.onAttempt = {
                let notes = try await clinic.rows("SELECT note FROM audit_checkpoints ORDER BY size DESC LIMIT 1")
                #expect(notes.count == 1)
            }
            async let running: Void = anchoring.run()
            await place.wait { place.notes.count == 1 }
            let first = try await clinic.checkpoint()
            #expect(place.notes.first?.note == first.description && place.notes.first?.origin == Clinic.auditOrigin)
            _ = await clinic.read(id, by: doctor)
            try await clinic.seal()
            let second = try await clinic.checkpoint()
            anchoring.signed(second)
            await place.wait { place.notes.count == 2 }
            #expect(place.notes.last?.note == second.description && second != first)
            #expect(metrics.anchored.value == Checkpoint(text: second.text)?.size)
            await anchoring.stop(within: .zero)
            await running
            #expect(place.notes.count == 2)
        }
    }

    @Test("while it is away nobody waits, and the newest is tried again; those between are left out")
    func away() async throws {
        try await Clinic.open { clinic in
            let place = Place(clinic.loop)
            let (anchoring, metrics) = make(clinic, place)
            place.failures = 3
            async let running: Void = anchoring.run()
            anchoring.signed(note(1))
            await place.wait { place.attempts == 1 }
            for size in 2...9 { anchoring.signed(note(size)) }
            await place.wait { !place.notes.isEmpty }
            #expect(place.notes.map(\.note) == [note(9).description] && place.attempts == 4)
            #expect(metrics.unanchored.value == 3 && metrics.anchored.value == 9)
            // One that is signed while another is on its way is not forgotten.
            place.onAttempt = {
                if place.attempts == 5 { anchoring.signed(self.note(11)) }
            }
            anchoring.signed(note(10))
            await place.wait { place.notes.count == 3 }
            #expect(place.notes.map(\.note) == [9, 10, 11].map { note($0).description })
            await anchoring.stop(within: .zero)
            await running
        }
    }
}
