import Reactor

/// One open connection: sends statements as they come, each with a SYNC of its own and without waiting for the one before,
/// and hands each its outcome. Confined to its loop, whose table keeps it alive until it is lost.
final class PostgresConnection: DescriptorHandler, @unchecked Sendable {  // loop-confined
    /// Set when the connection is gone, for whatever reason.
    let lost: LoopEvent
    let backend: Int32
    /// A transaction holds it.
    var isExclusive = false
    /// Called when statements have been answered.
    var onProgress: () -> Void = {}
    /// Called when it is gone, before anybody who waited learns it.
    var onLost: (PostgresConnection) -> Void = { _ in }

    private let loop: EventLoop
    private let maxInFlight: Int
    private let mustTakeWrites: Bool
    private let telemetry: Telemetry
    private var handle: ConnectionHandle?
    private var registration: Registration?
    private var mustFlush = false
    private var lastSend: MonotonicTime?
    private var isHeldBack = false
    private var pipeline = Pipeline<Query>()
    private var script: ScriptRun?
    private var prepared = PreparedStatements()
    private var parameters = ParameterBuffer()
    private lazy var alarm = DeadlineAlarm(on: loop) { [weak self] in self?.expire() }

    /// `handle` is connected and in pipeline mode. With `mustTakeWrites` the connection is given up when the server turns out not
    /// to take writes any more.
    init(
        _ handle: consuming ConnectionHandle, on loop: EventLoop, maxInFlight: Int, mustTakeWrites: Bool = false,
        telemetry: Telemetry
    ) throws(PostgresError) {
        self.loop = loop
        self.maxInFlight = maxInFlight
        self.mustTakeWrites = mustTakeWrites
        self.telemetry = telemetry
        lost = LoopEvent(on: loop)
        backend = handle.backend
        let descriptor = handle.socket
        self.handle = consume handle
        do throws(SystemError) {
            registration = try loop.register(descriptor, self)
        } catch {
            throw .cannotConnect(error.description)
        }
        telemetry.observe(.connected(backend: backend))
    }

    var isOpen: Bool { handle != nil }
    var inFlight: Int { pipeline.count }
    var hasRoom: Bool { pipeline.count < maxInFlight }
    /// No transaction is open on the server, as far as its answers say.
    var isIdle: Bool { handle?.isIdle ?? false }

    // MARK: Sending

    /// The statement's outcome, at the latest at `deadline`.
    func answer(
        _ statement: Statement, _ values: [PostgresValue] = [], deadline: MonotonicTime, opening: TransactionOpening? = nil,
        preparesAnew: Bool = false, isCounted: Bool = true
    ) async -> Query.Outcome {
        await withUnsafeContinuation { continuation in
            let query = Query(
                statement, values, deadline: deadline, opening: opening, preparesAnew: preparesAnew, isCounted: isCounted,
                continuation)
            if !send(query) { query.finish(.failure(.connectionLost(mayHaveRun: false))) }
        }
    }

    /// Takes the query over. False when the connection is gone: the query is still the caller's, and nothing of it was run.
    func send(_ query: Query) -> Bool {
        loop.assertOnLoop()
        guard isOpen else { return false }
        // Sent now, it would time out at once and take the connection with it.
        if query.deadline <= loop.now {
            finish(query, .failure(.busy))
            return true
        }
        do throws(PostgresError) {
            try parameters.fill(query.values)
        } catch {
            finish(query, .failure(error))
            return true
        }
        gather()
        let use = prepared.use(query.statement, types: parameters.types, values: query.values, anew: query.preparesAnew)
        query.serverName = use.serverName
        query.prepares = use.mustPrepare
        guard write(query, use) else {
            drop(.broken(handle?.message ?? ""))
            return false
        }
        if query.isCounted { telemetry.load.statements += 1 }
        if use.mustPrepare { telemetry.load.prepared += 1 }
        pipeline.depart(query, begins: query.opens, prepares: use.mustPrepare)
        alarm.watch(query.deadline)
        flush()
        return true
    }

    /// The first statement of a turn goes out at once; those that follow in the same turn travel together at its end. libpq 15 writes
    /// at every SYNC, and each write that leaves the machine's queue wakes the server.
    private func gather() {
        if lastSend == loop.now, !isHeldBack {
            isHeldBack = true
            handle?.holdBack(true)
            loop.atTurnEnd { [self] in
                isHeldBack = false
                handle?.holdBack(false)
            }
        }
        lastSend = loop.now
    }

    private func write(_ query: Query, _ use: PreparedStatements.Use) -> Bool {
        if let opening = query.opening, !opening.isSent {
            guard handle?.send(command: opening.command) == true else { return false }
            opening.isSent = true
            query.opens = true
        }
        if use.mustPrepare, handle?.send(prepare: query.statement.sql, as: use.serverName, types: use.types) != true {
            return false
        }
        return handle?.send(execute: use.serverName, &parameters) == true && handle?.send(sync: ()) == true
    }

    /// Runs several statements in the simple protocol; they are one transaction unless the script says otherwise. The first error ends it.
    func run(script text: String, deadline: MonotonicTime) async -> ScriptRun.Outcome {
        guard !text.utf8.contains(0) else { return .failure(.textHoldsNUL(parameter: 0)) }
        return await withUnsafeContinuation { continuation in
            let run = ScriptRun(deadline: deadline, continuation)
            precondition(pipeline.isEmpty && script == nil, "a script has its connection for itself")
            guard handle?.leavePipeline() == true, handle?.send(script: text) == true else {
                drop(.broken(handle?.message ?? ""))
                return run.finish(.failure(.connectionLost(mayHaveRun: false)))
            }
            script = run
            alarm.watch(deadline)
            flush()
        }
    }

    /// libpq reads while it cannot write, so that both sides cannot wait for each other; what it read then gives no event of its own.
    private func flush() {
        switch handle?.flush() {
        case .done, nil: mustFlush = false
        case .partly:
            mustFlush = true
            takeAnswers()
        case .failed: drop(.broken(handle?.message ?? ""))
        }
    }

    // MARK: Receiving

    func descriptorReady(_ readiness: Readiness) {
        if readiness.canWrite, mustFlush { flush() }
        if readiness.canRead { read(toTheEnd: readiness.endsReading) }
        onProgress()
    }

    /// Edge-triggered: whatever is left in the socket while an answer is awaited would never be announced again. A TLS record holds
    /// up to 16 KiB and libpq takes at least 8 KiB a read, so that one read more empties what OpenSSL has decrypted.
    private func read(toTheEnd: Bool) {
        var mayHoldRecord = true
        while true {
            guard let isAlive = handle?.consumeInput() else { return }
            takeAnswers()
            if !isAlive { return drop(.broken(handle?.message ?? "")) }
            if toTheEnd { continue }
            if handle?.hasUnread == true {
                mayHoldRecord = true
            } else if handle?.usesTLS == true, mayHoldRecord {
                mayHoldRecord = false
            } else {
                return
            }
        }
    }

    /// Everything that is complete, in one go.
    private func takeAnswers() {
        if script == nil { takeQueryAnswers() } else { takeScriptAnswers() }
    }

    private func takeQueryAnswers() {
        var wasEnd = false
        while !pipeline.isEmpty, handle?.isBusy == false {
            if let result = handle?.nextResult() {
                wasEnd = false
                take(result)
            } else if wasEnd {
                // On a broken connection libpq returns nil again and again; the reader notices that by itself.
                if handle?.isBroken == false { drop(.protocolViolation) }
                return
            } else {
                wasEnd = true
                obey(pipeline.receive(.endOfCommand))
            }
        }
    }

    private func take(_ result: consuming ReceivedResult) {
        switch result.kind {
        case .completed:
            let action = pipeline.receive(.completed)
            if case .keepResult(let query) = action { query.kept = .success(result.rows()) } else { obey(action) }
        case .refused(let error):
            let action = pipeline.receive(.refused(endsSession: error.endsSession))
            if case .keepError(let query, let command) = action { keep(error, query, command) } else { obey(action, error) }
        case .skipped: obey(pipeline.receive(.skipped))
        case .synchronized: obey(pipeline.receive(.synchronized))
        case .broken(let message): drop(.broken(message))
        case .unknown: drop(.protocolViolation)
        }
    }

    private func keep(_ error: ServerError, _ query: Query, _ command: Pipeline<Query>.Command) {
        let error = PostgresError.refused(error)
        query.kept = .failure(error)
        if command == .execute ? error.isStalePlan : command != .commit && query.prepares {
            prepared.forget(query.statement, serverName: query.serverName)
        }
    }

    private func obey(_ action: Pipeline<Query>.Action, _ error: ServerError? = nil) {
        switch action {
        case .proceed: break
        case .finish(let query): finish(query, query.kept ?? .failure(.connectionLost(mayHaveRun: true)))
        case .hangUp: drop(error.map { .server($0) } ?? .protocolViolation)
        case .keepResult, .keepError, .desynchronized: drop(.protocolViolation)
        }
    }

    private func takeScriptAnswers() {
        while let script, handle?.isBusy == false {
            guard let result = handle?.nextResult() else {
                self.script = nil
                if handle?.isBroken == false, handle?.enterPipeline() == false { drop(.protocolViolation) }
                return script.finish(script.failure.map { .failure($0) } ?? .success(()))
            }
            switch result.kind {
            case .completed: break
            case .refused(let error) where error.endsSession: return drop(.server(error))
            case .refused(let error): script.failure = script.failure ?? .refused(error)
            case .broken(let message): return drop(.broken(message))
            case .skipped, .synchronized, .unknown: return drop(.protocolViolation)
            }
        }
    }

    // MARK: Time

    private func expire() {
        let now = loop.now
        var earliest: MonotonicTime?
        var hasExpired = false
        func look(_ deadline: MonotonicTime) -> Bool {
            if deadline <= now { hasExpired = true } else { earliest = min(deadline, earliest ?? deadline) }
            return deadline <= now
        }
        pipeline.forEach { $0.hasExpired = look($0.deadline) }
        if let script { script.hasExpired = look(script.deadline) }
        if hasExpired { return drop(.timeout) }
        if let earliest { alarm.watch(earliest) }
    }

    // MARK: End

    func close() { drop(.closed) }

    /// Closes at once. Those who wait are told what is known; the server stops what still runs (see the session's options).
    func drop(_ loss: PostgresEvent.Loss) {
        guard isOpen else { return }
        if let registration { loop.deregister(registration) }
        registration = nil
        alarm.disarm()
        handle = nil
        telemetry.observe(.lost(backend: backend, loss, inFlight: pipeline.count))
        onLost(self)
        while let (query, mayHaveRun) = pipeline.abandon() {
            finish(query, .failure(query.hasExpired ? .timeout : .connectionLost(mayHaveRun: mayHaveRun)))
        }
        if let script = script.take() { script.finish(.failure(script.hasExpired ? .timeout : .connectionLost(mayHaveRun: true))) }
        lost.set()
    }

    private func finish(_ query: Query, _ outcome: Query.Outcome) {
        telemetry.count(query, outcome)
        query.finish(outcome)
        guard mustTakeWrites, isOpen, case .failure(let error) = outcome, error.sqlState == .readOnlyTransaction else { return }
        // After the answers that came with this one.
        loop.execute { [weak self] in self?.drop(.readOnly) }
    }
}
