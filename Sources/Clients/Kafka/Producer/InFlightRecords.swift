/// Which delivery report belongs to which batch. Pure bookkeeping: every admitted record is settled exactly once, and a batch is
/// complete when its last one is.
struct InFlightRecords<Waiter> {
    typealias Outcome = Result<KafkaDelivery, KafkaError>

    struct Completed {
        let waiter: Waiter
        /// In the order of the batch's records.
        let outcomes: [Outcome]
    }

    private struct Batch {
        let waiter: Waiter
        var outcomes: [Outcome?]
        var open: Int
    }

    /// Slot → batch. A slot is used again only after its batch was completed.
    private var batches: [Batch?] = []
    private var free: [Int] = []
    /// Records without an outcome.
    private(set) var count = 0

    /// Records per batch; the ticket has room for no more.
    static var batchLimit: Int { 1 << 24 }

    /// Opens a batch of at least one record; returns its slot.
    mutating func open(_ records: Int, for waiter: Waiter) -> Int {
        precondition(records > 0 && records < Self.batchLimit)
        count += records
        let batch = Batch(waiter: waiter, outcomes: Array(repeating: nil, count: records), open: records)
        if let slot = free.popLast() {
            batches[slot] = batch
            return slot
        }
        batches.append(batch)
        return batches.count - 1
    }

    /// The number that travels with a record and comes back with its report.
    static func ticket(slot: Int, index: Int) -> UInt { UInt(slot) << 24 | UInt(index) }

    /// Returns the batch when this was its last outcome. A second outcome for one record is ignored.
    mutating func settle(_ ticket: UInt, _ outcome: Outcome) -> Completed? {
        let slot = Int(ticket >> 24)
        let index = Int(ticket & UInt(Self.batchLimit - 1))
        guard slot < batches.count, let batch = batches[slot], index < batch.outcomes.count, batch.outcomes[index] == nil else {
            return nil
        }
        batches[slot]?.outcomes[index] = outcome
        batches[slot]?.open -= 1
        count -= 1
        return batch.open == 1 ? close(slot) : nil
    }

    /// Settles all that is open with `error`.
    mutating func failAll(_ error: KafkaError) -> [Completed] {
        batches.indices.compactMap { slot in
            guard let batch = batches[slot] else { return nil }
            count -= batch.open
            batches[slot]?.outcomes = batch.outcomes.map { $0 ?? .failure(error) }
            return close(slot)
        }
    }

    private mutating func close(_ slot: Int) -> Completed? {
        guard let batch = batches[slot] else { return nil }
        batches[slot] = nil
        free.append(slot)
        return Completed(waiter: batch.waiter, outcomes: batch.outcomes.compactMap(\.self))
    }
}
