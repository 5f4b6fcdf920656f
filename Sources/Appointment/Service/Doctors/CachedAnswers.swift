import CoreHTTP
import Reactor

/// Remembers auth's answers for a short time, and for a longer one while auth is away. Several who ask the same at once ask once.
/// Confined to its loop.
final class CachedAnswers<Key: Hashable & Sendable, Value: Sendable>: @unchecked Sendable {  // loop-confined
    private struct Entry {
        let value: Value
        let heardAt: MonotonicTime
    }

    /// A question under way and those who wait for its answer.
    private final class Question {
        let answered: LoopEvent
        var outcome: Result<Value?, DirectoryUnavailable>?

        init(on loop: EventLoop) { answered = LoopEvent(on: loop) }
    }

    private let ask: (Key, TraceContext) async throws(DirectoryUnavailable) -> Value?
    private let limits: CachedDoctorDirectory.Limits
    private let loop: EventLoop
    private var entries: [Key: Entry] = [:]
    private var questions: [Key: Question] = [:]
    private var restUntil: MonotonicTime?

    /// What `ask` answers with nil is not remembered.
    init(
        _ limits: CachedDoctorDirectory.Limits, on loop: EventLoop,
        ask: @escaping (Key, TraceContext) async throws(DirectoryUnavailable) -> Value?
    ) {
        self.limits = limits
        self.loop = loop
        self.ask = ask
    }

    func answer(_ key: Key, trace: TraceContext) async throws(DirectoryUnavailable) -> Value? {
        if let known = remembered(key, for: isResting ? limits.stale : limits.fresh) { return known }
        do throws(DirectoryUnavailable) {
            return try await outcome(key, trace).get()
        } catch {
            guard let known = remembered(key, for: limits.stale) else { throw error }
            return known
        }
    }

    func forget(_ key: Key) { entries[key] = nil }

    func forgetAll() { entries.removeAll(keepingCapacity: true) }

    private func remembered(_ key: Key, for age: Duration) -> Value? {
        guard let entry = entries[key], loop.now - entry.heardAt < age else { return nil }
        return entry.value
    }

    private var isResting: Bool { restUntil.map { loop.now < $0 } ?? false }

    private func outcome(_ key: Key, _ trace: TraceContext) async -> Result<Value?, DirectoryUnavailable> {
        if let question = questions[key] {
            await question.answered.wait()
            if let outcome = question.outcome { return outcome }
        }
        let question = Question(on: loop)
        questions[key] = question
        let outcome: Result<Value?, DirectoryUnavailable>
        do throws(DirectoryUnavailable) {
            outcome = .success(try await ask(key, trace))
        } catch {
            outcome = .failure(error)
        }
        questions[key] = nil
        note(outcome, key)
        question.outcome = outcome
        question.answered.set()
        return outcome
    }

    private func note(_ outcome: Result<Value?, DirectoryUnavailable>, _ key: Key) {
        switch outcome {
        case .success(let value?):
            if entries.count >= limits.capacity { forgetAll() }
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
