import DequeModule

/// What is under way on one connection in pipeline mode, and what each thing the server answers means. Pure: it knows neither libpq
/// nor who waits.
///
///     flight    [BEGIN] [PREPARE] EXECUTE  SYNC      one statement of a caller; answers come in this order
///     answers   a result and an end for each command, then `synchronized`
///
/// A statement is done only with its SYNC: that is where the server commits, and where a deferred constraint may still refuse what
/// EXECUTE had answered with success. An error skips the rest of its own flight and nothing else.
struct Pipeline<Passenger>: ~Copyable {
    enum Command: Equatable, Sendable { case begin, prepare, execute, commit }

    enum Answer: Equatable, Sendable {
        /// A command succeeded.
        case completed
        /// A command, or the commit at SYNC, was refused. With `endsSession` the server hangs up after it.
        case refused(endsSession: Bool)
        /// A command was not run because one before it failed.
        case skipped
        /// libpq's NULL behind a command's results.
        case endOfCommand
        case synchronized
    }

    enum Action {
        case proceed
        /// The answer belongs to this passenger: its result.
        case keepResult(Passenger)
        /// The answer belongs to this passenger: the error that its flight ends with.
        case keepError(Passenger, of: Command)
        /// The passenger's flight is over; what was kept is its outcome.
        case finish(Passenger)
        /// The server has ended the session: `abandon` until nothing is left.
        case hangUp
        /// No such answer is due: the connection cannot be trusted any more.
        case desynchronized
    }

    private struct Flight {
        let passenger: Passenger
        let begins: Bool
        let prepares: Bool
        var answered = 0
        var failed = false

        var commands: Int { 1 + (begins ? 1 : 0) + (prepares ? 1 : 0) }

        var next: Command {
            if answered >= commands { return .commit }
            if answered == 0, begins { return .begin }
            return answered == commands - 1 ? .execute : .prepare
        }
    }

    private var flights = Deque<Flight>()
    private var hungUp = false

    var count: Int { flights.count }
    var isEmpty: Bool { flights.isEmpty }

    mutating func depart(_ passenger: Passenger, begins: Bool, prepares: Bool) {
        flights.append(Flight(passenger: passenger, begins: begins, prepares: prepares))
    }

    mutating func receive(_ answer: Answer) -> Action {
        guard let flight = flights.first, !hungUp else { return .desynchronized }
        switch answer {
        case .endOfCommand: return .proceed
        case .completed:
            guard flight.answered < flight.commands, !flight.failed else { return .desynchronized }
            let isResult = flight.next == .execute
            flights[0].answered += 1
            return isResult ? .keepResult(flight.passenger) : .proceed
        case .refused(endsSession: true):
            hungUp = true
            return .hangUp
        case .refused:
            guard !flight.failed else { return .desynchronized }
            flights[0].failed = true
            flights[0].answered = min(flight.answered + 1, flight.commands)
            return .keepError(flight.passenger, of: flight.next)
        case .skipped:
            guard flight.failed, flight.answered < flight.commands else { return .desynchronized }
            flights[0].answered += 1
            return .proceed
        case .synchronized:
            guard flight.answered == flight.commands else { return .desynchronized }
            flights.removeFirst()
            return .finish(flight.passenger)
        }
    }

    /// Takes the passengers of a broken connection, first to last. When the server has ended the session instead of answering a
    /// command, that command has not run to its end and no later one was begun; otherwise whatever was not refused may have been
    /// committed.
    mutating func abandon() -> (passenger: Passenger, mayHaveRun: Bool)? {
        guard let flight = flights.popFirst() else { return nil }
        return (flight.passenger, !flight.failed && (!hungUp || flight.answered == flight.commands))
    }

    func forEach(_ body: (Passenger) -> Void) { flights.forEach { body($0.passenger) } }
}
