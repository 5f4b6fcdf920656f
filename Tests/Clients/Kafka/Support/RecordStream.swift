import Reactor

@testable import Kafka

/// Produces numbered records batch after batch until it is told to stop. Confined to its loop.
final class RecordStream: @unchecked Sendable {  // loop-confined
    private(set) var acknowledged = 0
    private let fixture: BrokerFixture
    private let producer: KafkaProducer
    private let progress: Progress
    private let stopped: LoopEvent
    private var stopping = false

    init(_ fixture: BrokerFixture, on loop: EventLoop, _ progress: Progress) throws {
        self.fixture = fixture
        self.progress = progress
        producer = try fixture.producer(on: loop)
        stopped = LoopEvent(on: loop)
    }

    /// Throws the first error a record was reported with.
    func run() async throws {
        defer { stopped.set() }
        while !stopping {
            for result in await producer.produce(fixture.records(20, from: acknowledged)) { _ = try result.get() }
            acknowledged += 20
            progress.changed()
        }
    }

    func stop() async {
        stopping = true
        await stopped.wait()
        await producer.close()
    }
}
