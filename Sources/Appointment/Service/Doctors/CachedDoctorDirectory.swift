import Contracts
import CoreHTTP
import Reactor
import Hosting

/// Remembers doctors for a short time, and for a longer one while auth is away, so that patients notice no restart of
/// auth. Confined to its loop.
final class CachedDoctorDirectory: DoctorDirectory, @unchecked Sendable {  // loop-confined
    struct Limits {
        /// How old an answer given without asking may be: how long a deactivated doctor can still be booked if we could not be
        /// told.
        var fresh: Duration = .seconds(15)
        /// How old an answer given because auth is away may be.
        var stale: Duration = .seconds(600)
        /// After a failure, known doctors are not asked about for this long.
        var rest: Duration = .seconds(1)
        /// Doctors remembered; when it is full, all are forgotten.
        var capacity = 10_000
    }

    /// Lists remembered; they are long, and few are asked for.
    private static let listCapacity = 100

    private let doctors: CachedAnswers<UserID, Doctor>
    private let lists: CachedAnswers<String, [Specialist]>

    init(_ source: any DoctorDirectory, limits: Limits = Limits(), on loop: EventLoop) {
        doctors = CachedAnswers(limits, on: loop) { id, trace throws(AuthUnavailable) in
            try await source.doctor(id, trace: trace)
        }
        var listLimits = limits
        listLimits.capacity = min(Self.listCapacity, limits.capacity)
        lists = CachedAnswers(listLimits, on: loop) { specialization, trace throws(AuthUnavailable) in
            try await source.specialists(in: specialization, trace: trace)
        }
    }

    func doctor(_ id: UserID, trace: TraceContext) async throws(AuthUnavailable) -> Doctor? {
        try await doctors.answer(id, trace: trace)
    }

    func specialists(in specialization: String, trace: TraceContext) async throws(AuthUnavailable) -> [Specialist] {
        try await lists.answer(specialization.lowercased(), trace: trace) ?? []
    }

    /// Somebody has changed: a doctor who can no longer be booked is forgotten, others are asked about again.
    func apply(_ change: UserChange) {
        if change.role == .doctor, change.active {
            doctors.markStale(change.id)
            lists.markAllStale()
        } else {
            doctors.invalidate(change.id)
            lists.invalidateAll()
        }
    }

    /// Anybody may have changed: all are asked about again.
    func markStale() {
        doctors.markAllStale()
        lists.markAllStale()
    }
}
