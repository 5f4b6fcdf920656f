import NotificationDomain
import Testing

@testable import NotificationService

@Suite("The order of an inbox' changes") struct InboxSequenceTests {
    private func message(_ position: Int64) -> LiveMessage {
        LiveMessage(kind: .notification, position: at(position), unread: position * 10, json: Array("\(position)".utf8))
    }

    private func at(_ number: Int64) -> Position {
        guard let position = Position(number) else { preconditionFailure("positions begin at 0") }
        return position
    }

    private func numbers(_ messages: [LiveMessage]) -> [Int64] { messages.map(\.position.number) }

    private func begun(at number: Int64) -> InboxSequence {
        var sequence = InboxSequence()
        _ = sequence.begin(at: InboxState(position: at(number), unread: 7))
        return sequence
    }

    @Test("changes that come in order are passed on at once")
    func inOrder() {
        var sequence = begun(at: 41)
        #expect(numbers(sequence.receive(message(42))) == [42])
        #expect(numbers(sequence.receive(message(43))) == [43])
        #expect(sequence.state == InboxState(position: at(43), unread: 430))
        #expect(!sequence.isBehind)
    }

    @Test("what came before is dropped")
    func duplicates() {
        var sequence = begun(at: 41)
        for position in [41, 1, 40] as [Int64] { #expect(sequence.receive(message(position)) == []) }
        #expect(numbers(sequence.receive(message(42))) == [42])
        #expect(sequence.receive(message(42)) == [])
        #expect(!sequence.isBehind)
    }

    @Test("what comes early waits for what is missing")
    func early() {
        var sequence = begun(at: 41)
        #expect(sequence.receive(message(44)) == [])
        #expect(sequence.receive(message(43)) == [])
        #expect(sequence.isBehind)
        #expect(numbers(sequence.receive(message(42))) == [42, 43, 44])
        #expect(!sequence.isBehind)
    }

    @Test("every order of five changes is passed on as one to five, each once")
    func permutations() {
        func permute(_ rest: [Int64], _ done: [Int64] = []) -> [[Int64]] {
            rest.isEmpty ? [done] : rest.flatMap { next in permute(rest.filter { $0 != next }, done + [next]) }
        }
        for order in permute([1, 2, 3, 4, 5]) {
            var sequence = begun(at: 0)
            let told = order.flatMap { sequence.receive(message($0)) + sequence.receive(message($0)) }
            #expect(numbers(told) == [1, 2, 3, 4, 5], "\(order)")
            #expect(!sequence.isBehind)
        }
    }

    @Test("before the position is known everything waits, and what it covers is dropped then")
    func beforeBegin() {
        var sequence = InboxSequence()
        for position in [3, 5, 4, 2] as [Int64] { #expect(sequence.receive(message(position)) == []) }
        #expect(!sequence.isBehind)
        #expect(numbers(sequence.begin(at: InboxState(position: at(3), unread: 0))) == [4, 5])
        #expect(!sequence.isBehind)
    }

    @Test("a gap that was there before the beginning shows")
    func gapAtBegin() {
        var sequence = InboxSequence()
        _ = sequence.receive(message(6))
        #expect(sequence.begin(at: InboxState(position: at(3), unread: 0)) == [])
        #expect(sequence.isBehind)
        #expect(numbers(sequence.receive(message(4)) + sequence.receive(message(5))) == [4, 5, 6])
    }

    @Test("a later beginning jumps ahead, an earlier one is nothing")
    func beginAgain() {
        var sequence = begun(at: 41)
        _ = sequence.receive(message(60))
        #expect(sequence.begin(at: InboxState(position: at(40), unread: 0)) == [])
        #expect(sequence.state?.position == at(41))
        #expect(numbers(sequence.begin(at: InboxState(position: at(59), unread: 0))) == [60])
        #expect(!sequence.isBehind)
    }

    @Test("news of a further position is a gap until it is filled or given up")
    func hearing() {
        var sequence = begun(at: 41)
        sequence.advance(to: at(41))
        #expect(!sequence.isBehind)
        sequence.advance(to: at(43))
        #expect(sequence.isBehind)
        _ = sequence.receive(message(42))
        #expect(sequence.isBehind)
        _ = sequence.receive(message(43))
        #expect(!sequence.isBehind)
        sequence.advance(to: at(50))
        _ = sequence.receive(message(52))
        sequence.abandonGap()
        #expect(!sequence.isBehind)
        #expect(numbers(sequence.receive(message(44))) == [44])
    }

    @Test("beyond its limit early changes are not kept, and are missed")
    func limit() {
        var sequence = begun(at: 0)
        let limit = Int64(InboxSequence.limit)
        for position in 2...limit + 2 { #expect(sequence.receive(message(position)) == []) }
        let told = sequence.receive(message(1))
        #expect(numbers(told) == Array(1...limit + 1))
        #expect(sequence.isBehind)
        #expect(numbers(sequence.receive(message(limit + 2))) == [limit + 2])
        #expect(!sequence.isBehind)
    }
}
