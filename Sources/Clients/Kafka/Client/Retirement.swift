internal import CRdKafka
internal import Reactor

/// Destroys a client on a thread of its own, since that waits for the library's threads, and tells the loop when it is done.
final class Retirement: @unchecked Sendable {  // loop-confined
    private var thread: Thread?

    /// Takes over `client`, whose queues must all have been released, and releases `companion` after it. Starts in the loop's next
    /// turn:
    /// the caller may be handling one of the client's events.
    static func begin(_ client: OpaquePointer, keeping companion: GroupHandshake, on loop: EventLoop) -> LoopEvent {
        let done = LoopEvent(on: loop)
        let retirement = Retirement()
        let address = UInt(bitPattern: client)
        loop.execute {
            retirement.thread = Thread.start(named: "kafka-destroy") {
                if companion.allowsDestruction() {
                    rd_kafka_destroy_flags(OpaquePointer(bitPattern: address), RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE)
                } else {
                    // The client stays: its threads go on and may call the handshake.
                    _ = Unmanaged.passRetained(companion)
                }
                loop.execute {
                    retirement.thread?.join()
                    done.set()
                }
            }
        }
        return done
    }
}
