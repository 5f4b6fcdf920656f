package import Logging
package import Reactor
package import Redis

/// Subscribes to one channel of Redis, on a connection of its own, and again on each new connection. What is published while there
/// is none is missed: `onReady` says when to look at what the messages were about. Confined to its loop, where the callbacks run.
package final class ChannelSubscriber: ClosableTask, @unchecked Sendable {  // loop-confined
    private let channel: String
    private let subscriber: RedisSubscriber

    package init(
        _ channel: String, _ configuration: RedisConfiguration, on loop: EventLoop, resolver: Resolver, log: Logger,
        onMessage: @escaping (_ payload: [UInt8]) -> Void, onReady: @escaping () -> Void = {}, onLost: @escaping () -> Void = {}
    ) {
        self.channel = channel
        subscriber = RedisSubscriber(
            configuration, on: loop, resolver: resolver, log: log, onMessage: { _, payload in onMessage(payload) },
            onReady: onReady,
            onLost: onLost)
    }

    /// The connection stands and the channel is confirmed.
    package var isReady: Bool { subscriber.isReady }

    package var needsDatabase: Bool { false }

    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.subscriber.run() }
            // Without a connection the channel stays wanted; the next one subscribes it.
            try? await subscriber.subscribe(channel)
        }
    }

    package func close() { subscriber.close() }
}
