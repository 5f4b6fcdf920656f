import Contracts
import CoreHTTP
import Hosting

/// What an event gets from the request that makes it.
struct EventStamp: Sendable, Equatable {
    let id: EventID
    let traceparent: String
    /// Whether it says why the patient comes.
    let carriesReason: Bool
}

/// Where they come from.
struct EventStamps {
    let ids: IdentifierSource
    /// Whether events say why the patient comes: only where e-mails are to.
    let carryReason: Bool

    func next(in trace: TraceContext) -> EventStamp {
        EventStamp(id: ids.next(), traceparent: trace.traceparent, carriesReason: carryReason)
    }
}
