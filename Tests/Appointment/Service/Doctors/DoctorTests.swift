import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import AppointmentService

@Suite("Doctors, as auth knows them", .timeLimit(.minutes(4))) struct DoctorTests {
    @Test("an unknown id, another role and an inactive doctor are no doctor")
    func notFound() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let inactive: UserID = clinic.ids.next()
            clinic.auth.users[inactive] = FakeAuth.User(name: "Gone", active: false)
            clinic.auth.users[patient.id] = FakeAuth.User(name: "Grace Hopper", role: .patient)
            for id in [inactive, patient.id, clinic.ids.next()] {
                let answer = await clinic.book(id, by: patient)
                #expect(answer.status == 404 && answer.code == "doctor_not_found")
            }
        }
    }

    @Test("auth away: who was seen lately can be booked, anybody else is 503; when it is back all is as before")
    func authAway() async throws {
        try await Clinic.open({ $0.doctors.cache = .init(fresh: .zero, stale: .seconds(600), rest: .zero) }) { clinic in
            let patient = try clinic.person(.patient)
            let known = try clinic.person(.doctor)
            let unknown = try clinic.person(.doctor)
            #expect(await clinic.book(known.id, by: patient, at: "08:00").status == 201)
            for status in [HTTPStatus.serviceUnavailable, .internalServerError, .unauthorized] {
                clinic.auth.failure = status
                let refused = await clinic.book(unknown.id, by: patient, at: "09:00")
                #expect(refused.status == 503 && refused.code == "auth_unavailable" && refused.fields["Retry-After"] == "1")
            }
            #expect(await clinic.book(known.id, by: patient, at: "09:00").status == 201)
            clinic.auth.failure = nil
            #expect(await clinic.book(unknown.id, by: patient, at: "10:00").status == 201)
            clinic.auth.users[known.id]?.active = false
            #expect(await clinic.book(known.id, by: patient, at: "11:00").code == "doctor_not_found")
            clinic.auth.failure = .serviceUnavailable
            #expect(
                await clinic.book(known.id, by: patient, at: "11:00").code == "auth_unavailable",
                "forgotten once known to be inactive")
        }
    }

    @Test("auth not listening, or not answering in time, is auth away")
    func unreachable() async throws {
        let nobody: @Sendable (inout AppointmentConfiguration) -> Void = { configuration in
            if let origin = WebOrigin("http://127.0.0.1:1") { configuration.doctors.authService = origin }
        }
        try await Clinic.open(nobody) { clinic in
            let answer = try await clinic.book(clinic.person(.doctor).id, by: clinic.person(.patient))
            #expect(answer.code == "auth_unavailable")
        }
        try await Clinic.open({ $0.doctors.timeout = .milliseconds(30) }) { clinic in
            let gate = LoopEvent(on: clinic.loop)
            clinic.auth.gate = gate
            let doctor = try clinic.person(.doctor)
            #expect(try await clinic.book(doctor.id, by: clinic.person(.patient)).code == "auth_unavailable")
            gate.set()
            #expect(try await clinic.book(doctor.id, by: clinic.person(.patient)).status == 201)
        }
    }

    @Test("a doctor is asked about once while the answer is fresh; a name that changed is taken on after that")
    func freshness() async throws {
        try await Clinic.open { clinic in
            let patient = try clinic.person(.patient)
            let doctor = try clinic.person(.doctor, name: "Ada Byron")
            for time in ["08:00", "09:00", "10:00"] {
                #expect(await clinic.book(doctor.id, by: patient, at: time)["doctorName"] == "Ada Byron")
            }
            #expect(clinic.auth.questions == 1)
        }
        try await Clinic.open({ $0.doctors.cache.fresh = .zero }) { clinic in
            let patient = try clinic.person(.patient)
            let doctor = try clinic.person(.doctor, name: "Ada Byron")
            #expect(await clinic.book(doctor.id, by: patient, at: "08:00")["doctorName"] == "Ada Byron")
            clinic.auth.users[doctor.id]?.name = "Ada Lovelace"
            #expect(await clinic.book(doctor.id, by: patient, at: "09:00")["doctorName"] == "Ada Lovelace")
        }
    }

    @Test("one answers for all who ask at once, also when there is no answer")
    func sharedQuestion() async throws {
        try await onLoop { loop in
            let source = Source(on: loop)
            let cache = CachedDoctorDirectory(source, on: loop)
            let id = UserID(UUIDValue(high: 1, low: 1))
            for outcome in [
                Result<Doctor?, AuthUnavailable>.failure(AuthUnavailable(reason: .status(500))),
                .success(Doctor(id: id, name: "A")),
            ] {
                source.begin(outcome)
                async let first = Self.ask(cache, id)
                async let second = Self.ask(cache, id)
                await source.asked.wait()
                source.answer.set()
                let answers = await [first, second]
                #expect(answers == [outcome, outcome])
                #expect(source.questions == 1)
            }
        }
    }

    @Test("an answer that was on its way when the doctor changed is not kept, and not given to those who ask after that")
    func lateAnswer() async throws {
        try await onLoop { loop in
            let source = Source(on: loop)
            let cache = CachedDoctorDirectory(source, on: loop)
            let id = UserID(UUIDValue(high: 1, low: 1))
            let doctor = Result<Doctor?, AuthUnavailable>.success(Doctor(id: id, name: "A"))
            for forget in [
                { cache.apply(UserChange(id: id, version: 2, name: "A", role: .doctor, active: false)) }, { cache.markStale() },
            ] {
                source.begin(doctor)
                async let before = Self.ask(cache, id)
                await source.asked.wait()
                forget()
                let late = source.answer
                source.begin(.success(nil))
                source.answer.set()
                #expect(await Self.ask(cache, id) == .success(nil))
                late.set()
                _ = await before
                source.begin(.success(nil))
                source.answer.set()
                #expect(await Self.ask(cache, id) == .success(nil))
                #expect(source.questions == 1)
            }
        }
    }

    private static func ask(_ directory: CachedDoctorDirectory, _ id: UserID) async -> Result<Doctor?, AuthUnavailable> {
        do throws(AuthUnavailable) {
            return .success(try await directory.doctor(id, trace: TraceContext(random: { 1 })))
        } catch {
            return .failure(error)
        }
    }

    /// Answers when told to.
    private final class Source: DoctorDirectory {
        private let loop: EventLoop
        private var outcome: Result<Doctor?, AuthUnavailable> = .success(nil)
        private(set) var questions = 0
        private(set) var asked: LoopEvent
        private(set) var answer: LoopEvent

        init(on loop: EventLoop) {
            self.loop = loop
            asked = LoopEvent(on: loop)
            answer = LoopEvent(on: loop)
        }

        func begin(_ outcome: Result<Doctor?, AuthUnavailable>) {
            self.outcome = outcome
            questions = 0
            asked = LoopEvent(on: loop)
            answer = LoopEvent(on: loop)
        }

        func doctor(_ id: UserID, trace: TraceContext) async throws(AuthUnavailable) -> Doctor? {
            questions += 1
            let outcome = outcome
            asked.set()
            await answer.wait()
            return try outcome.get()
        }

        func specialists(in specialization: String, trace: TraceContext) async throws(AuthUnavailable) -> [Specialist] { [] }
    }
}
