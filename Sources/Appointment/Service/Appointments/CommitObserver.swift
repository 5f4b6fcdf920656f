import Contracts
import Outbox

/// Learns of every change that was committed, before anybody is told of it: what was cached of the two people's lists is forgotten, and
/// the event gets published at once. It may get no word at all when the process dies: entries end by themselves, the relay looks.
protocol CommitObserver {
    /// An appointment of these two. `first`: its event, when it is the first there is of it.
    func committed(patient: UserID, doctor: UserID, first event: OutboxRow?) async
}
