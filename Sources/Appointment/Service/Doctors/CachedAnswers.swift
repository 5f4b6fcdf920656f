import CoreHTTP
import Reactor
import Hosting

/// Remembers auth's answers for a short time, and for a longer one while auth is away. Several who ask the same at once ask once.
/// Confined to its loop.
final class CachedAnswers<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {  // loop-confined
    private struct Entry {
        let value: Value
        let heardAt: MonotonicTime
        /// It may be out of date: only good while auth is away.
        var isStale = false
    }

    /// A question under way and those who wait for its answer.
    private final class Question {
        let answered: LoopEvent
        var outcome: Result<Value?, AuthUnavailable>?

        init(on loop: EventLoop) { answered = LoopEvent(on: loop) }
    }

    private let ask: (Key, TraceContext) async throws(AuthUnavailable) -> Value?
    private let limits: CachedDoctorDirectory.Limits
    private let loop: EventLoop
    private var entries: [Key: Entry] = [:]
    private var questions: [Key: Question] = [:]
    private var restUntil: MonotonicTime?

    /// Nil from `ask` is not remembered.
    init(
        _ limits: CachedDoctorDirectory.Limits, on loop: EventLoop,
        ask: @escaping (Key, TraceContext) async throws(AuthUnavailable) -> Value?
    ) {
        self.limits = limits
        self.loop = loop
        self.ask = ask
    }

    func answer(_ key: Key, trace: TraceContext) async throws(AuthUnavailable) -> Value? {
        if let known = isResting ? remembered(key) : fresh(key) { return known }
        do throws(AuthUnavailable) {
            return try await outcome(key, trace).get()
        } catch {
            guard let known = remembered(key) else { throw error }
            return known
        }
    }

    // After each of these, an answer on its way, which may be from before, is only for those who wait for it already.

    func invalidate(_ key: Key) {
        questions[key] = nil
        entries[key] = nil
    }

    func invalidateAll() {
        questions.removeAll()
        entries.removeAll(keepingCapacity: true)
    }

    /// The next question goes to auth.
    func markStale(_ key: Key) {
        questions[key] = nil
        entries[key]?.isStale = true
    }

    func markAllStale() {
        questions.removeAll()
        for key in entries.keys { entries[key]?.isStale = true }
    }

    private func fresh(_ key: Key) -> Value? {
        guard let entry = entries[key], !entry.isStale, loop.now - entry.heardAt < limits.fresh else { return nil }
        return entry.value
    }

    private func remembered(_ key: Key) -> Value? {
        guard let entry = entries[key], loop.now - entry.heardAt < limits.stale else { return nil }
        return entry.value
    }

    private var isResting: Bool { restUntil.map { loop.now < $0 } ?? false }

    private func outcome(_ key: Key, _ trace: TraceContext) async -> Result<Value?, AuthUnavailable> {
        if let question = questions[key] {
            await question.answered.wait()
            if let outcome = question.outcome { return outcome }
        }
        let question = Question(on: loop)
        questions[key] = question
        let outcome: Result<Value?, AuthUnavailable>
        do throws(AuthUnavailable) {
            outcome = .success(try await ask(key, trace))
        } catch {
            outcome = .failure(error)
        }
        if questions[key] === question {
            questions[key] = nil
            note(outcome, key)
        }
        question.outcome = outcome
        question.answered.set()
        return outcome
    }

    private func note(_ outcome: Result<Value?, AuthUnavailable>, _ key: Key) {
        switch outcome {
        case .success(let value?):
            if entries.count >= limits.capacity { entries.removeAll(keepingCapacity: true) }
            entries[key] = Entry(value: value, heardAt: loop.now)
            restUntil = nil
        case .success(nil):
            entries[key] = nil
            restUntil = nil
        case .failure:
            restUntil = loop.now + limits.rest
        }
    }
}
