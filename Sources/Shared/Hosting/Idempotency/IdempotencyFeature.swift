import Access
import Contracts
package import CoreHTTP

/// Users' POSTs with an `Idempotency-Key`; a service needs the table `idempotency_keys` for it.
package struct IdempotencyFeature: Feature {
    private let loop: LoopContext
    private let store: PostgresIdempotencyStore
    private let interval: Duration

    /// Keys removed in one statement.
    private static let batch = 200

    /// `interval`: how often expired keys are removed.
    package init(_ loop: LoopContext, every interval: Duration) {
        self.loop = loop
        self.interval = interval
        store = PostgresIdempotencyStore(pool: loop.pool, ids: loop.ids, clock: loop.clock)
    }

    package var middleware: [any Middleware] {
        let authenticator = loop.authenticator
        return [
            Idempotency(store) { request in
                guard let person = try? authenticator.principal(of: request) else { return nil }
                // What somebody was answered as a patient is not theirs as a doctor.
                return IdempotencyScope(
                    user: person.userID.description, route: "\(person.role.rawValue) POST \(request.route.template)")
            }
        ]
    }

    package func processTasks() -> [any LoopTask] {
        let (pool, clock) = (loop.pool, loop.clock)
        return [
            loop.periodic(every: interval, failure: "old idempotency keys could not be removed") { isClosing in
                while !isClosing(),
                    try await PostgresIdempotencyStore.sweep(pool, now: clock.instant, limit: Self.batch) == Self.batch
                {}
            }
        ]
    }
}
