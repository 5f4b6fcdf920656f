package import Logging
package import Reactor

/// Redis for the tasks of one event loop: one connection, on which the commands of all tasks pipeline by themselves and leave in
/// one write a turn. Every command is answered or fails exactly once, within `commandTimeout`; while Redis is away commands fail at
/// once. Transactions go into one `pipeline`; commands that block (BLPOP) or change the connection's state (SUBSCRIBE, MULTI
/// across several awaits) must not be sent. Confined to its loop.
package final class RedisClient: @unchecked Sendable {  // loop-confined: every entry point asserts it
    /// Grows with each connection that becomes ready; what was learned in an earlier epoch may have missed changes.
    package private(set) var epoch = 0

    private let link: RedisLink
    private var ready: LoopEvent
    private var readyActions: [() -> Void] = []
    private var lostActions: [() -> Void] = []

    package init(_ configuration: RedisConfiguration, on loop: EventLoop, resolver: Resolver, log: Logger? = nil) {
        link = RedisLink(configuration, on: loop, resolver: resolver, log: log)
        ready = LoopEvent(on: loop)
        link.onUp = { [unowned self] _ in up() }
        link.onDown = { [unowned self] _ in down() }
    }

    // MARK: Life

    /// Connects and stays connected. Returns after `close` or the task's cancellation, when the commands already sent have their
    /// answers; a connection attempt under way holds it up for at most `connectTimeout` + `commandTimeout`.
    package func run() async { await link.run() }

    package func close() {
        link.loop.assertOnLoop()
        link.close()
    }

    package var isReady: Bool { link.connection != nil }

    /// False when `limit` passed first.
    package func waitUntilReady(atMost limit: Duration) async -> Bool {
        link.loop.assertOnLoop()
        return isReady ? true : await ready.wait(atMost: limit)
    }

    /// `action` runs each time the connection becomes ready, before any command is sent on it; commands it posts come first.
    package func onReady(_ action: @escaping () -> Void) { readyActions.append(action) }

    /// `action` runs each time a ready connection is lost, not when it is closed here.
    package func onLost(_ action: @escaping () -> Void) { lostActions.append(action) }

    package var counters: RedisCounters { link.tally.counters }

    private func up() {
        epoch += 1
        link.resetBackoff()
        ready.set()
        for action in readyActions { action() }
    }

    private func down() {
        ready = LoopEvent(on: link.loop)
        for action in lostActions { action() }
    }

    // MARK: Commands

    package func command(_ arguments: RedisArgument...) async throws(RedisError) -> RedisValue { try await command(arguments) }

    /// The answer; an error of the server is thrown. Cancelling the task does not call a command back.
    package func command(_ arguments: [RedisArgument]) async throws(RedisError) -> RedisValue {
        let bytes = CommandEncoder.byteCount(arguments)
        let connection = try admit(commands: 1, bytes: bytes)
        let answer: Expectation.Answer = await withUnsafeContinuation { connection.send(arguments, bytes: bytes, .answer($0)) }
        return try answer.get()
    }

    /// Sends the commands one after the other with no other command between them. All are sent or none; errors of the server stand
    /// among the answers, which are in the order of the commands.
    package func pipeline(_ commands: [[RedisArgument]]) async throws(RedisError) -> [RedisValue] {
        let connection = try admit(commands: 0, bytes: 0)
        do throws(RedisError) {
            return try await connection.pipeline(commands)
        } catch {
            if error == .busy { link.tally.counters.busy += 1 }
            throw error
        }
    }

    package func post(_ arguments: RedisArgument...) { post(arguments) }

    /// Sends without waiting for an answer. Dropped when there is no connection or no room; `counters.lostPosts` tells how many.
    package func post(_ arguments: [RedisArgument]) {
        let bytes = CommandEncoder.byteCount(arguments)
        do throws(RedisError) {
            try admit(commands: 1, bytes: bytes).send(arguments, bytes: bytes, .post)
        } catch {
            link.tally.counters.lostPosts += 1
        }
    }

    /// Runs a script by its digest, and by its source when Redis does not know it (a new server, SCRIPT FLUSH).
    package func evaluate(_ script: RedisScript, keys: [RedisArgument], arguments: [RedisArgument] = []) async throws(RedisError)
        -> RedisValue
    {
        let operands = [RedisArgument.integer(keys.count)] + keys + arguments
        do throws(RedisError) {
            return try await command(["EVALSHA", .text(script.digest)] + operands)
        } catch {
            guard error.serverCode == "NOSCRIPT" else { throw error }
        }
        return try await command(["EVAL", .text(script.source)] + operands)
    }

    private func admit(commands: Int, bytes: Int) throws(RedisError) -> RedisConnection {
        link.loop.assertOnLoop()
        guard let connection = link.connection else {
            link.tally.counters.unavailable += 1
            throw .unavailable
        }
        do throws(RedisError) {
            try connection.admit(commands: commands, bytes: bytes)
        } catch {
            if error == .busy { link.tally.counters.busy += 1 }
            throw error
        }
        return connection
    }
}
