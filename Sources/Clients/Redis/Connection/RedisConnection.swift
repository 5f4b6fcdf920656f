import Reactor

/// One connection, over TCP or TLS, from its opening to its end: commands in, answers to whoever asked. What is sent in a turn of the loop
/// leaves in one write at the turn's end. No task belongs to it; it works in the socket's callbacks. Confined to its loop.
///
///     send ──► OutputBuffer ──(turn's end)──► ByteStream ──► Redis
///       └────► CommandQueue ◄── answered ◄── ReplyReader ◄── ByteStream
final class RedisConnection: @unchecked Sendable {  // loop-confined
    private(set) var isOpen = true
    /// Sees every value first; true when it was a message and answers nothing.
    var onValue: ((RedisValue) -> Bool)?
    /// Called once, when the connection has closed and before those who wait are told.
    var onEnd: ((ConnectionEnding) -> Void)?
    /// Set after the end.
    let ended: LoopEvent

    private let loop: EventLoop
    private let stream: any ByteStream
    private let tally: Tally
    private let keepAlive: Duration
    /// The connection is given up if the server takes no writes: the Sentinels know the one that does.
    private let mustTakeWrites: Bool
    private let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: readSize, alignment: 16)
    private var queue: CommandQueue<Expectation>
    private var output = OutputBuffer()
    private var reader: ReplyReader
    private var flushScheduled = false
    private var finishing = false
    private var heard = true
    private var lateAnswer: LoopTimer?
    private var silence: LoopTimer?

    private static let readSize = 64 << 10
    /// What the parser gets at once: larger portions would only be moved about more in hiredis' buffer.
    private static let feedSize = 16 << 10
    /// Reads per event, so that a flood of messages leaves the loop to others now and then.
    private static let readsPerTurn = 64

    init(_ stream: any ByteStream, _ configuration: RedisConfiguration, tally: Tally) {
        self.stream = stream
        self.tally = tally
        loop = stream.loop
        ended = LoopEvent(on: stream.loop)
        keepAlive = configuration.keepAlive
        mustTakeWrites = configuration.sentinels != nil
        queue = CommandQueue(
            limits: .init(
                commands: configuration.maxInFlight, bytes: configuration.maxOutputBytes, timeout: configuration.commandTimeout))
        reader = ReplyReader(maxReplyBytes: configuration.maxReplyBytes)
        lateAnswer = LoopTimer(on: loop) { [weak self] in self?.end(.timeout) }
        silence = LoopTimer(on: loop) { [weak self] in self?.askForLife() }
    }

    deinit { readBuffer.deallocate() }

    /// Begins to listen; the stream keeps the connection alive until its end.
    func start() {
        stream.handler = { [self] readiness in
            if readiness.canWrite { flush() }
            if readiness.canRead { receive() }
        }
        silence?.arm(after: keepAlive)
        receive()
    }

    // MARK: Sending

    /// Answers that may still be waited for before `maxInFlight`.
    var room: Int { queue.room }

    /// Throws when commands of that many bytes cannot be taken now.
    func admit(commands: Int = 1, bytes: Int) throws(RedisError) {
        guard isOpen, !finishing else { throw .unavailable }
        if let refusal = queue.refusal(commands: commands, bytes: bytes) { throw refusal }
    }

    /// Queues a command that was admitted, of `bytes` encoded, to be answered `answers` times to `expectation`.
    func send(_ arguments: [RedisArgument], bytes: Int, answers: Int = 1, _ expectation: Expectation) {
        loop.assertOnLoop()
        output.append(arguments)
        let wasIdle = queue.isEmpty
        for index in 0..<answers { queue.append(expectation, bytes: index == 0 ? bytes : 0, now: loop.now) }
        if wasIdle { watchOldest() }
        tally.counters.commands += 1
        scheduleFlush()
    }

    /// All answers, errors among them, in the order of the commands; all are admitted or none.
    func pipeline(_ commands: [[RedisArgument]]) async throws(RedisError) -> [RedisValue] {
        guard !commands.isEmpty else { return [] }
        let sizes = commands.map(CommandEncoder.byteCount)
        try admit(commands: commands.count, bytes: sizes.reduce(0, +))
        let answers: PendingPipeline.Answers = await withUnsafeContinuation { continuation in
            let pending = PendingPipeline(count: commands.count, continuation)
            for (command, size) in zip(commands, sizes) { send(command, bytes: size, .part(pending)) }
        }
        return try answers.get()
    }

    private func scheduleFlush() {
        guard !flushScheduled else { return }
        flushScheduled = true
        loop.atTurnEnd { [self] in
            flushScheduled = false
            flush()
        }
    }

    private func flush() {
        while isOpen, !output.isEmpty {
            switch output.withUnsafeBytes({ stream.write($0) }) {
            case .bytes(let count):
                output.removeFirst(count)
                queue.written(count)
                tally.counters.writes += 1
                tally.counters.bytesSent += count
            case .wouldBlock: return
            case .endOfStream: return end(.endOfStream)
            case .failed(let code): return end(.socket(SystemError("send", code: code)))
            }
        }
    }

    // MARK: Receiving

    private func receive() {
        for _ in 0..<Self.readsPerTurn {
            switch stream.read(into: readBuffer) {
            case .bytes(let count):
                heard = true
                tally.counters.bytesReceived += count
                take(UnsafeRawBufferPointer(rebasing: readBuffer[..<count]))
                guard isOpen else { return }
            case .wouldBlock: return
            case .endOfStream: return end(.endOfStream)
            case .failed(let code): return end(.socket(SystemError("recv", code: code)))
            }
        }
        loop.execute { [self] in if isOpen { receive() } }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        do throws(RedisError) {
            while !rest.isEmpty {
                try reader.feed(UnsafeRawBufferPointer(rebasing: rest.prefix(Self.feedSize)))
                rest = rest.dropFirst(Self.feedSize)
                while let value = try reader.next() {
                    deliver(value)
                    guard isOpen else { return }
                }
            }
        } catch {
            end(.protocolViolation)
        }
        if isOpen { watchOldest() }
    }

    private func deliver(_ value: RedisValue) {
        if let onValue, onValue(value) { return }
        guard isOpen else { return }
        guard let expectation = queue.answered() else { return end(.protocolViolation) }
        if case .error = value { tally.counters.serverErrors += 1 }
        switch expectation {
        case .answer(let continuation):
            if case .error(let message) = value {
                continuation.resume(returning: .failure(.server(message)))
            } else {
                continuation.resume(returning: .success(value))
            }
        case .part(let pipeline): pipeline.succeed(value)
        case .post: if case .error = value { tally.counters.lostPosts += 1 }
        case .acknowledgement: break
        }
        if mustTakeWrites, case .error(let message) = value, message.hasPrefix("READONLY") { return end(.refused(message)) }
        if finishing, queue.isEmpty { end(.closed) }
    }

    // MARK: Time

    private func watchOldest() {
        if let deadline = queue.deadline { lateAnswer?.arm(at: deadline) } else { lateAnswer?.disarm() }
    }

    /// Sends a PING if nothing was heard since the last time; it must be answered like any command.
    private func askForLife() {
        guard isOpen else { return }
        if !heard, queue.isEmpty { send(["PING"], bytes: CommandEncoder.byteCount(["PING"]), .acknowledgement) }
        heard = false
        silence?.arm(after: keepAlive)
    }

    // MARK: The end

    /// Takes no more commands and ends when those sent are answered or late.
    func finish() {
        finishing = true
        if queue.isEmpty { end(.closed) }
    }

    func end(_ ending: ConnectionEnding) {
        guard isOpen else { return }
        isOpen = false
        lateAnswer?.disarm()
        silence?.disarm()
        stream.close()
        if ending == .timeout { tally.counters.timeouts += 1 }
        onEnd?(ending)
        onEnd = nil
        onValue = nil
        for failure in queue.end(ending, now: loop.now) {
            switch failure.waiter {
            case .answer(let continuation): continuation.resume(returning: .failure(failure.error))
            case .part(let pipeline): pipeline.fail(failure.error)
            case .post: tally.counters.lostPosts += 1
            case .acknowledgement: break
            }
        }
        ended.set()
    }
}
