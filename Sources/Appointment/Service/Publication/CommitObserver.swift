import Outbox

/// Is told of every change that was committed, so that its event gets published at once. It may be told nothing when the process
/// dies: the relay looks anyway.
protocol CommitObserver {
    /// `first`: the change's event, when it is the first of its appointment.
    func committed(first event: OutboxRow?)
}
