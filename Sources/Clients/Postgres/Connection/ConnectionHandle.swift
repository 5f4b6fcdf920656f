import CLibPQ
import Glibc
import Reactor

/// The one owner of a PGconn; closes it, politely if the connection still stands, and frees it. Every call is non-blocking.
struct ConnectionHandle: ~Copyable {
    enum Progress { case ready, wantsRead, wantsWrite, failed }

    enum Flushed { case done, partly, failed }

    private let raw: OpaquePointer
    private let telemetry: Telemetry

    /// Begins to connect to `address`, which is one of `server`'s.
    static func start(
        _ configuration: borrowing PostgresConfiguration, _ server: PostgresServer, address: SocketAddress, telemetry: Telemetry
    ) throws(PostgresError) -> ConnectionHandle {
        let parameters = configuration.connectionParameters(server, address)
        let keywords = parameters.map { strdup($0.keyword) }
        let values = parameters.map { strdup($0.value) }
        defer { for copy in keywords + values { free(copy) } }
        let raw = PQconnectStartParams(
            keywords.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 0)
        guard let raw else { throw .cannotConnect("out of memory") }
        let handle = ConnectionHandle(raw: raw, telemetry: telemetry)
        guard PQstatus(raw) != CONNECTION_BAD else { throw .cannotConnect(handle.message) }
        return handle
    }

    private init(raw: OpaquePointer, telemetry: Telemetry) {
        self.raw = raw
        self.telemetry = telemetry
        PQsetNoticeReceiver(raw, receiveNotice, Unmanaged.passUnretained(telemetry).toOpaque())
    }

    deinit { PQfinish(raw) }

    // MARK: Connecting

    func poll() -> Progress {
        switch PQconnectPoll(raw) {
        case PGRES_POLLING_OK: .ready
        case PGRES_POLLING_READING: .wantsRead
        case PGRES_POLLING_WRITING: .wantsWrite
        default: .failed
        }
    }

    /// Makes sends non-blocking and enters pipeline mode.
    func begin() -> Bool { PQsetnonblocking(raw, 1) == 0 && enterPipeline() }

    func enterPipeline() -> Bool { PQenterPipelineMode(raw) == 1 }
    func leavePipeline() -> Bool { PQexitPipelineMode(raw) == 1 }

    // MARK: State

    var socket: Int32 { PQsocket(raw) }
    var backend: Int32 { PQbackendPID(raw) }
    var isBroken: Bool { PQstatus(raw) == CONNECTION_BAD }
    var usesTLS: Bool { PQsslInUse(raw) != 0 }
    var isIdle: Bool { PQtransactionStatus(raw) == PQTRANS_IDLE }

    var message: String {
        PQerrorMessage(raw).map { String(cString: $0) }?.split(separator: "\n").joined(separator: " ") ?? ""
    }

    /// Bytes that the socket holds and nobody has read.
    var hasUnread: Bool {
        var count: Int32 = 0
        return ioctl(socket, UInt(FIONREAD), &count) == 0 && count > 0
    }

    // MARK: Sending

    /// Sends a command without parameters, and without preparing it.
    func send(command: StaticString) -> Bool {
        command.utf8Start.withMemoryRebound(to: CChar.self, capacity: command.utf8CodeUnitCount + 1) {
            PQsendQueryParams(raw, $0, 0, nil, nil, nil, nil, 1) == 1
        }
    }

    func send(prepare sql: String, as name: String, types: [UInt32]) -> Bool {
        PQsendPrepare(raw, name, sql, Int32(types.count), types) == 1
    }

    func send(execute name: String, _ parameters: inout ParameterBuffer) -> Bool {
        parameters.withParameters { count, values, lengths, formats in
            PQsendQueryPrepared(raw, name, count, values, lengths, formats, 1) == 1
        }
    }

    /// Ends the statement's own implicit transaction, and writes what the socket takes.
    func send(sync: Void) -> Bool { PQpipelineSync(raw) == 1 }

    /// While held back, the kernel gathers what is written instead of sending each piece (TCP_CORK, tcp(7)).
    func holdBack(_ holds: Bool) {
        var flag: Int32 = holds ? 1 : 0
        setsockopt(socket, Int32(IPPROTO_TCP), TCP_CORK, &flag, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Several statements in the simple protocol; not in pipeline mode.
    func send(script: String) -> Bool { PQsendQuery(raw, script) == 1 }

    func flush() -> Flushed {
        switch PQflush(raw) {
        case 0: .done
        case 1: .partly
        default: .failed
        }
    }

    // MARK: Receiving

    /// Reads once from the socket; false when the connection is broken. What had arrived before can still be taken.
    func consumeInput() -> Bool { PQconsumeInput(raw) == 1 }

    /// The next result is not there yet.
    var isBusy: Bool { PQisBusy(raw) != 0 }

    /// Only when not busy; nil ends the results of a command.
    func nextResult() -> ReceivedResult? { PQgetResult(raw).map { ReceivedResult(owning: $0) } }
}

@c private func receiveNotice(_ context: UnsafeMutableRawPointer?, _ result: OpaquePointer?) {
    guard let context, let result else { return }
    Unmanaged<Telemetry>.fromOpaque(context).takeUnretainedValue().observe(.notice(ServerError(result)))
}
