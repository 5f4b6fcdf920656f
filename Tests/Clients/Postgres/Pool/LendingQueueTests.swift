import Reactor
import Testing

@testable import Postgres

@Suite("Who gets which connection, and who waits") struct LendingQueueTests {
    private final class Connection: Lendable, CustomStringConvertible {
        let description: String
        var isOpen = true
        var isExclusive = false
        var inFlight: Int
        var room: Int
        var hasRoom: Bool { inFlight < room }

        init(_ name: String, inFlight: Int = 0, room: Int = 100) {
            description = name
            self.inFlight = inFlight
            self.room = room
        }
    }

    private typealias Queue = LendingQueue<Connection, Int>

    private static let start = MonotonicTime.read()
    private static func at(_ seconds: Int) -> MonotonicTime { start + .seconds(seconds) }

    private func queue(_ connections: [Connection], limit: Int = 100) -> Queue {
        var queue = Queue(limit: limit)
        for connection in connections { queue.add(connection) }
        return queue
    }

    /// As a transcript: who got which connection, `!` for whose time was over, until the first must wait.
    private func serve(_ queue: inout Queue, at seconds: Int = 0) -> [String] {
        var steps: [String] = []
        while let step = queue.next(at: Self.at(seconds)) {
            switch step {
            case .lend(let connection, to: let entry):
                steps.append("\(entry.waiter) \(connection)")
                if entry.need == .whole { connection.isExclusive = true } else { connection.inFlight += 1 }
            case .timeOver(let waiter): steps.append("\(waiter)!")
            }
        }
        return steps
    }

    @Test("brief statements share the first four that can take them, all others the rest while they can")
    func choice() {
        let connections = (0..<6).map { Connection("c\($0)") }
        let queue = queue(connections)
        func next(_ need: Queue.Need) -> String? {
            let connection = queue.connection(atOnceFor: need)
            connection?.inFlight += 1
            return connection?.description
        }
        #expect((0..<5).map { _ in next(.brief) } == ["c0", "c1", "c2", "c3", "c0"])
        #expect((0..<3).map { _ in next(.lasting) } == ["c5", "c4", "c5"])
        connections[0].room = 0
        connections[1].isOpen = false
        connections[2].isExclusive = true
        #expect((0..<5).map { _ in next(.brief) } == ["c3", "c4", "c3", "c4", "c5"])
    }

    @Test("a transaction takes the least loaded for itself, a full one too")
    func whole() {
        let full = Connection("full", inFlight: 1, room: 1)
        let busy = Connection("busy", inFlight: 5)
        let queue = queue([full, busy])
        #expect(queue.connection(atOnceFor: .whole) === full)
        #expect(queue.connection(atOnceFor: .brief) === busy)
        full.isExclusive = true
        #expect(queue.connection(atOnceFor: .whole) === busy)
        busy.isExclusive = true
        #expect(queue.connection(atOnceFor: .whole) == nil && queue.connection(atOnceFor: .lasting) == nil)
    }

    @Test("those who wait are served in their order, and nobody passes them")
    func order() {
        let connection = Connection("c", room: 2)
        connection.isExclusive = true
        var queue = queue([connection])
        let needs: [Queue.Need] = [.brief, .whole, .brief, .lasting]
        for (waiter, need) in needs.enumerated() { #expect(queue.wait(waiter, need, until: Self.at(9)) == nil) }
        #expect(serve(&queue).isEmpty)
        connection.isExclusive = false
        #expect(queue.connection(atOnceFor: .brief) == nil)
        #expect(serve(&queue) == ["0 c", "1 c"])
        connection.isExclusive = false
        #expect(serve(&queue) == ["2 c"])
        #expect(queue.count == 1 && !queue.isQuiet)
        connection.inFlight = 0
        #expect(serve(&queue) == ["3 c"])
    }

    @Test("so many may wait and not one more")
    func limit() {
        var queue = queue([Connection("c", room: 0)], limit: 2)
        #expect(queue.wait(0, .brief, until: Self.at(1)) == nil)
        #expect(queue.wait(1, .whole, until: Self.at(1)) == nil)
        #expect(queue.wait(2, .brief, until: Self.at(1)) == .busy)
        #expect(queue.expire(at: Self.at(1)) == [0, 1])
        #expect(queue.wait(2, .brief, until: Self.at(2)) == nil)
    }

    @Test("whose time is over is refused, wherever he stands; the others keep their places")
    func time() {
        let connection = Connection("c", room: 0)
        var queue = queue([connection])
        for (waiter, deadline) in [5, 1, 4, 2, 3].enumerated() {
            #expect(queue.wait(waiter, .brief, until: Self.at(deadline)) == nil)
        }
        #expect(queue.earliestDeadline == Self.at(1))
        #expect(queue.expire(at: Self.at(0)).isEmpty)
        #expect(queue.expire(at: Self.at(2)) == [1, 3])
        #expect(queue.earliestDeadline == Self.at(3))
        connection.room = 9
        #expect(serve(&queue, at: 4) == ["0 c", "2!", "4!"])
        #expect(queue.earliestDeadline == nil)
    }

    @Test("without the last connection nobody waits, and nobody begins to")
    func lastConnection() {
        let (a, b) = (Connection("a", room: 0), Connection("b", room: 0))
        var queue = queue([a, b])
        for waiter in 0..<3 { #expect(queue.wait(waiter, .brief, until: Self.at(1)) == nil) }
        #expect(queue.remove(a).isEmpty)
        #expect(queue.remove(b) == [0, 1, 2])
        #expect(queue.wait(3, .brief, until: Self.at(1)) == .unavailable)
        #expect(queue.connection(atOnceFor: .brief) == nil)
    }

    @Test("once closed everybody is refused, and it is quiet when nothing is under way")
    func closed() {
        let connection = Connection("c", inFlight: 1)
        var queue = queue([connection])
        #expect(queue.wait(0, .brief, until: Self.at(1)) == nil)
        #expect(queue.close() == [0])
        #expect(queue.isClosed && !queue.isQuiet)
        #expect(queue.wait(1, .brief, until: Self.at(1)) == .unavailable)
        #expect(queue.connection(atOnceFor: .brief) == nil)
        connection.inFlight = 0
        #expect(queue.isQuiet)
        connection.isExclusive = true
        #expect(!queue.isQuiet)
    }

    @Test("who was lent a connection that is gone stands first again, or is refused when it was the last")
    func putBack() throws {
        let (a, b) = (Connection("a"), Connection("b", inFlight: 1))
        var queue = queue([a, b])
        for waiter in 0..<2 { #expect(queue.wait(waiter, .brief, until: Self.at(1)) == nil) }
        guard case .lend(let lent, to: let entry) = queue.next(at: Self.at(0)) else { throw Missing() }
        #expect(lent === a)
        a.isOpen = false
        #expect(queue.remove(a).isEmpty && queue.putBack(entry) == nil)
        #expect(serve(&queue) == ["0 b", "1 b"])
        #expect(queue.remove(b).isEmpty && queue.putBack(entry) == .unavailable)
    }

    private struct Missing: Error {}

    /// Whatever happens in whatever order: everybody who waits comes out once, and those of one kind in their order.
    @Test("nobody is lost, doubled or overtaken", arguments: 1...20 as ClosedRange<UInt64>)
    func chance(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15
        func random(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        var queue = Queue(limit: 8)
        var (lent, refused): ([Int], [Int]) = ([], [])
        var (last, waiting) = (0, 0)
        func refuse(_ waiters: [Int]) {
            refused += waiters
            waiting -= waiters.count
        }
        for second in 0..<2_000 {
            switch random(7) {
            case 0: if queue.connections.count < 5 { queue.add(Connection("c", room: 1 + random(2))) }
            case 1: if !queue.connections.isEmpty { refuse(queue.remove(queue.connections[random(queue.connections.count)])) }
            case 2: for connection in queue.connections { connection.inFlight = max(0, connection.inFlight - random(3)) }
            case 3: for connection in queue.connections where random(2) == 0 { connection.isExclusive = false }
            case 4: refuse(queue.expire(at: Self.at(second)))
            default:
                let need: Queue.Need = [.brief, .lasting, .whole][random(3)]
                if queue.wait(last, need, until: Self.at(second + 1 + random(40))) == nil {
                    waiting += 1
                } else {
                    refused.append(last)
                }
                last += 1
            }
            while random(4) > 0, let step = queue.next(at: Self.at(second)) {
                switch step {
                case .timeOver(let waiter): refuse([waiter])
                case .lend(let connection, to: let entry):
                    if random(8) == 0 {
                        connection.isOpen = false
                        refuse(queue.remove(connection))
                        if queue.putBack(entry) != nil { refuse([entry.waiter]) }
                        continue
                    }
                    #expect(connection.isOpen && !connection.isExclusive && (entry.need == .whole || connection.hasRoom))
                    if entry.need == .whole { connection.isExclusive = true } else { connection.inFlight += 1 }
                    lent.append(entry.waiter)
                    waiting -= 1
                }
            }
            #expect(queue.count == waiting)
        }
        refuse(queue.close())
        #expect(lent == lent.sorted())
        #expect((lent + refused).sorted() == Array(0..<last))
    }
}
