import Outbox

/// Learns of every change that was committed, so that its event gets published at once. It may get no word at all when the process dies:
/// the relay looks anyway.
protocol CommitObserver {
    /// `first`: its event, when it is the first there is of its appointment.
    func committed(first event: OutboxRow?)
}
