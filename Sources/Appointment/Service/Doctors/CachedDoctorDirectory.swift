import Contracts
import CoreHTTP
import Reactor

/// Remembers doctors for a short time, and for a longer one while auth is away, so that sessions of patients and a restart of auth
/// do not meet. Several requests for one doctor ask once. Confined to its loop.
final class CachedDoctorDirectory: DoctorDirectory, @unchecked Sendable {  // loop-confined
    struct Limits {
        /// How old an answer may be that is given without asking: how long a deactivated doctor can still be booked.
        var fresh: Duration = .seconds(15)
        /// How old one may be that is given because auth is away.
        var stale: Duration = .seconds(600)
        /// After a failure, doctors that are known are not asked about for so long.
        var rest: Duration = .seconds(1)
        /// Doctors remembered; when it is full, all are forgotten.
        var capacity = 10_000
    }

    private struct Entry {
        let doctor: Doctor
        let heardAt: MonotonicTime
    }

    /// A question under way and those who wait for its answer.
    private final class Question {
        let answered: LoopEvent
        var outcome: Result<Doctor?, DirectoryUnavailable>?

        init(on loop: EventLoop) { answered = LoopEvent(on: loop) }
    }

    private let source: any DoctorDirectory
    private let limits: Limits
    private let loop: EventLoop
    private var entries: [UserID: Entry] = [:]
    private var questions: [UserID: Question] = [:]
    private var restUntil: MonotonicTime?

    init(_ source: any DoctorDirectory, limits: Limits = Limits(), on loop: EventLoop) {
        self.source = source
        self.limits = limits
        self.loop = loop
    }

    func doctor(_ id: UserID, trace: TraceContext) async throws(DirectoryUnavailable) -> Doctor? {
        if let known = remembered(id, for: isResting ? limits.stale : limits.fresh) { return known }
        do throws(DirectoryUnavailable) {
            return try await ask(id, trace).get()
        } catch {
            guard let known = remembered(id, for: limits.stale) else { throw error }
            return known
        }
    }

    /// Somebody changed: ask again.
    func forget(_ id: UserID) { entries[id] = nil }

    private func remembered(_ id: UserID, for age: Duration) -> Doctor? {
        guard let entry = entries[id], loop.now - entry.heardAt < age else { return nil }
        return entry.doctor
    }

    private var isResting: Bool { restUntil.map { loop.now < $0 } ?? false }

    private func ask(_ id: UserID, _ trace: TraceContext) async -> Result<Doctor?, DirectoryUnavailable> {
        if let question = questions[id] {
            await question.answered.wait()
            if let outcome = question.outcome { return outcome }
        }
        let question = Question(on: loop)
        questions[id] = question
        let outcome: Result<Doctor?, DirectoryUnavailable>
        do throws(DirectoryUnavailable) {
            outcome = .success(try await source.doctor(id, trace: trace))
        } catch {
            outcome = .failure(error)
        }
        questions[id] = nil
        note(outcome, id)
        question.outcome = outcome
        question.answered.set()
        return outcome
    }

    private func note(_ outcome: Result<Doctor?, DirectoryUnavailable>, _ id: UserID) {
        switch outcome {
        case .success(let doctor?):
            if entries.count >= limits.capacity { entries.removeAll(keepingCapacity: true) }
            entries[id] = Entry(doctor: doctor, heardAt: loop.now)
            restUntil = nil
        case .success(nil):
            entries[id] = nil
            restUntil = nil
        case .failure:
            restUntil = loop.now + limits.rest
        }
    }
}
