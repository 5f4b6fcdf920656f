import DequeModule
import Reactor

/// A connection as a `LendingQueue` sees it.
protocol Lendable: AnyObject {
    var isOpen: Bool { get }
    /// A transaction holds it.
    var isExclusive: Bool { get }
    /// Statements sent and not answered.
    var inFlight: Int { get }
    /// It takes one more.
    var hasRoom: Bool { get }
}

/// Which connection a statement or a transaction goes to, and who waits when none is free. Statements share the least
/// loaded connection; a transaction takes one for itself, behind whatever is still under way on it. Those who wait are served in
/// the order in which they came. Pure: it sends and answers nothing, and time is an argument.
///
/// Brief statements keep to the first few connections, and whatever may take longer, or waits for the disk, to the others while it can:
/// a server's process that finds the next statement in its socket need not be woken for it, and a few of them answer more of these than
/// one loop can ask.
struct LendingQueue<Connection: Lendable, Waiter> {
    enum Need: Equatable {
        /// To send a statement that takes next to no time.
        case brief
        /// To send any other statement.
        case lasting
        /// To have the connection alone.
        case whole
    }

    struct Entry {
        let waiter: Waiter
        let need: Need
        let deadline: MonotonicTime
    }

    /// What happens to the first in the queue, which leaves it.
    enum Step {
        case lend(Connection, to: Entry)
        case timeOver(Waiter)
    }

    /// Connections that brief statements keep to.
    static var forBrief: Int { 4 }

    private let limit: Int
    private(set) var connections: [Connection] = []
    private(set) var isClosed = false
    private var waiting = Deque<Entry>()

    /// At most `limit` wait.
    init(limit: Int) { self.limit = limit }

    var count: Int { waiting.count }
    /// Nobody waits, and nothing is under way.
    var isQuiet: Bool { waiting.isEmpty && connections.allSatisfy { $0.inFlight == 0 && !$0.isExclusive } }

    // MARK: Connections

    mutating func add(_ connection: Connection) { connections.append(connection) }

    /// Returns those who waited and must be refused: without any connection nobody waits, since failing at once is better than
    /// hoping.
    mutating func remove(_ connection: Connection) -> [Waiter] {
        connections.removeAll { $0 === connection }
        return connections.isEmpty ? empty() : []
    }

    /// Everybody is refused from now on; returns those who waited.
    mutating func close() -> [Waiter] {
        isClosed = true
        return empty()
    }

    private mutating func empty() -> [Waiter] {
        defer { waiting.removeAll() }
        return waiting.map(\.waiter)
    }

    // MARK: Lending

    /// For a newcomer. Nil when all connections are full or taken, or others are waiting already.
    func connection(atOnceFor need: Need) -> Connection? { isClosed || !waiting.isEmpty ? nil : connection(for: need) }

    /// The first of the least loaded ones.
    private func connection(for need: Need) -> Connection? {
        var best: Connection?
        switch need {
        case .brief:
            var left = Self.forBrief
            for connection in connections where connection.isLendable && connection.hasRoom {
                if connection.isBetter(than: best) { best = connection }
                left -= 1
                if left == 0 { return best }
            }
        case .lasting:
            for connection in connections.reversed() where connection.isLendable && connection.hasRoom {
                if connection.isBetter(than: best) { best = connection }
            }
        case .whole:
            for connection in connections.reversed() where connection.isLendable {
                if connection.isBetter(than: best) { best = connection }
            }
        }
        return best
    }

    // MARK: Waiting

    /// Adds one who waits; returns the reason when that is not possible.
    mutating func wait(_ waiter: Waiter, _ need: Need, until deadline: MonotonicTime) -> PostgresError? {
        guard !isClosed, !connections.isEmpty else { return .unavailable }
        guard waiting.count < limit else { return .busy }
        waiting.append(Entry(waiter: waiter, need: need, deadline: deadline))
        return nil
    }

    /// Nil when nobody waits, or the first must wait on.
    mutating func next(at now: MonotonicTime) -> Step? {
        guard let first = waiting.first else { return nil }
        if first.deadline <= now { return .timeOver(waiting.removeFirst().waiter) }
        guard let connection = connection(for: first.need) else { return nil }
        return .lend(connection, to: waiting.removeFirst())
    }

    /// The lent connection turned out to be gone: puts `entry` back at the front, or returns why it cannot wait.
    mutating func putBack(_ entry: Entry) -> PostgresError? {
        guard !isClosed, !connections.isEmpty else { return .unavailable }
        waiting.prepend(entry)
        return nil
    }

    /// Removes those whose time is over and returns them in their order.
    mutating func expire(at now: MonotonicTime) -> [Waiter] {
        let over = waiting.filter { $0.deadline <= now }
        if !over.isEmpty { waiting.removeAll { $0.deadline <= now } }
        return over.map(\.waiter)
    }

    var earliestDeadline: MonotonicTime? { waiting.lazy.map(\.deadline).min() }
}

extension Lendable {
    fileprivate var isLendable: Bool { isOpen && !isExclusive }

    fileprivate func isBetter(than other: Self?) -> Bool {
        guard let other else { return true }
        return inFlight < other.inFlight
    }
}
