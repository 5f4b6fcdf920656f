import Contracts

/// What an event gets from the request that makes it.
struct EventStamp: Sendable, Equatable {
    let id: EventID
    let traceparent: String
}
