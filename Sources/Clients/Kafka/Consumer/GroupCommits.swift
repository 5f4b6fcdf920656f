internal import Reactor

/// The commits of one member of a group: those that a caller waits for, and those that are owed. Confined to its loop.
final class GroupCommits {
    /// Called when it is time for `storeOwed`.
    var onDue: () -> Void = {}

    private let loop: EventLoop
    private let configuration: KafkaConfiguration
    private var requests = CommitRequests()
    private var owed = OwedCommits() {
        didSet { if owed.isEmpty { settled?.set() } }
    }
    private var settled: LoopEvent?
    private lazy var repetition = LoopTimer(on: loop) { [weak self] in self?.onDue() }
    /// Armed while a commit is under way that nobody waits for. Some coordinators' refusals make the library keep a commit until its
    /// session has timed out: it is sent once more instead, which changes nothing when the first is stored after all.
    private lazy var patience = LoopTimer(on: loop) { [weak self] in self?.onDue() }

    init(_ configuration: KafkaConfiguration, on loop: EventLoop) {
        self.configuration = configuration
        self.loop = loop
    }

    func owes(anyOf partitions: [KafkaPartition]) -> Bool { owed.includes(anyOf: partitions) }

    /// Stores what is claimed of `batch`. What cannot be stored just now is owed, and the error is thrown.
    func store(_ batch: KafkaBatch, _ claim: Assignment.Claim, on instance: ClientInstance, isJoining: Bool)
        async throws(KafkaError)
    {
        owed.forget(claim.offsets.keys)
        if isJoining {
            postpone(batch)
            throw .fenced
        }
        let error = await withUnsafeContinuation { requests.start(on: instance, offsets: claim.offsets, $0) }
        guard let error else { return }
        if error.allowsRepetition { postpone(batch) }
        throw error
    }

    private func postpone(_ batch: KafkaBatch) {
        owed.postpone(batch)
        repetition.arm(after: configuration.heartbeat)
    }

    /// `batch`, all of it owned, is stored within `commitInterval`.
    func storeSoon(_ batch: KafkaBatch) {
        owed.postpone(batch)
        if !owed.isEmpty, !repetition.isArmed { repetition.arm(after: configuration.commitInterval) }
    }

    func storeOwed(under assignment: Assignment, on instance: ClientInstance?, isJoining: Bool) {
        let offsets = owed.due(under: assignment)
        guard let instance, !offsets.isEmpty else { return }
        if isJoining { return repetition.arm(after: configuration.heartbeat) }
        requests.start(on: instance, offsets: offsets, nil)
        patience.arm(after: configuration.heartbeat * 2)
    }

    /// Takes an answer of the coordinator; returns the offsets that are stored.
    func finish(_ event: borrowing EventHandle) -> [KafkaPartition: Int64] {
        let outcome = requests.finish(event)
        owed.stored(outcome.stored)
        if owed.isEmpty { patience.disarm() }
        if outcome.isUnattended, let error = outcome.error {
            if error.allowsRepetition {
                repetition.arm(after: configuration.heartbeat)
            } else {
                configuration.log?(KafkaLogLine(level: 3, facility: "COMMIT", text: "offsets are not committed: \(error)"))
                owed.giveUp(outcome.asked)
            }
        }
        return outcome.stored
    }

    func forget(_ partitions: [KafkaPartition]) { owed.forget(partitions) }

    /// Waits until nothing is owed any more, at most `limit`.
    func settle(atMost limit: Duration) async {
        guard !owed.isEmpty else { return }
        let settled = LoopEvent(on: loop)
        self.settled = settled
        onDue()
        _ = await settled.wait(atMost: limit)
    }

    /// Those who wait are told that the consumer is closed; nothing is repeated.
    func close() {
        repetition.disarm()
        patience.disarm()
        requests.failAll(.closed)
    }
}
