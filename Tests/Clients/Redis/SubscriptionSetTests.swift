import Testing

@testable import Redis

@Suite("Redis subscription set") struct SubscriptionSetTests {
    typealias Command = SubscriptionSet.Command

    private func online(limit: Int = 100) -> SubscriptionSet {
        var set = SubscriptionSet(limit: limit)
        #expect(set.connected() == .ready)
        return set
    }

    private func subscribe(_ names: String...) -> [Command] { [Command(change: .subscribe, channels: names)] }
    private func unsubscribe(_ names: String...) -> [Command] { [Command(change: .unsubscribe, channels: names)] }

    @Test("what is wanted together is subscribed in one command, and each channel is confirmed on its own")
    func coalesces() throws {
        var set = online()
        #expect(set.want("a") == .pending && set.want("b") == .pending && set.want("a") == .pending)
        #expect(set.commands(atMost: 10) == subscribe("a", "b"))
        #expect(set.commands(atMost: 10).isEmpty)
        #expect(try set.confirmed(.subscribe, "a") == [.confirmed("a")])
        #expect(set.want("a") == .confirmed && set.want("b") == .pending)
        #expect(try set.confirmed(.subscribe, "b") == [.confirmed("b")])
        #expect(set.commands(atMost: 10).isEmpty)
    }

    @Test("unsubscribing a confirmed channel, and wanting it again afterwards")
    func leaves() throws {
        var set = online()
        _ = set.want("a")
        _ = set.commands(atMost: 10)
        _ = try set.confirmed(.subscribe, "a")
        #expect(set.drop("a") == nil)
        #expect(set.commands(atMost: 10) == unsubscribe("a"))
        #expect(try set.confirmed(.unsubscribe, "a") == [] && set.count == 0)
        #expect(set.want("a") == .pending && set.commands(atMost: 10) == subscribe("a"))
    }

    @Test("a wish taken back within the turn sends nothing, in both directions")
    func withdrawn() throws {
        var set = online()
        _ = set.want("a")
        #expect(set.drop("a") == nil)
        #expect(set.commands(atMost: 10).isEmpty && set.count == 0)
        _ = set.want("b")
        _ = set.commands(atMost: 10)
        _ = try set.confirmed(.subscribe, "b")
        _ = set.drop("b")
        #expect(set.want("b") == .confirmed)
        #expect(set.commands(atMost: 10).isEmpty)
    }

    @Test("dropped while SUBSCRIBE is under way: UNSUBSCRIBE follows its confirmation, which confirms nothing to anybody")
    func droppedUnderWay() throws {
        var set = online()
        _ = set.want("a")
        _ = set.commands(atMost: 10)
        _ = set.drop("a")
        #expect(set.commands(atMost: 10).isEmpty)
        #expect(try set.confirmed(.subscribe, "a") == [])
        #expect(set.commands(atMost: 10) == unsubscribe("a"))
    }

    @Test("wanted again while UNSUBSCRIBE is under way: only the SUBSCRIBE after it confirms, so that no message falls between")
    func wantedUnderWay() throws {
        var set = online()
        _ = set.want("a")
        _ = set.commands(atMost: 10)
        _ = try set.confirmed(.subscribe, "a")
        _ = set.drop("a")
        _ = set.commands(atMost: 10)
        #expect(set.want("a") == .pending)
        #expect(set.commands(atMost: 10).isEmpty)
        #expect(try set.confirmed(.unsubscribe, "a") == [])
        #expect(set.commands(atMost: 10) == subscribe("a"))
        #expect(try set.confirmed(.subscribe, "a") == [.confirmed("a")])
    }

    @Test("dropped and wanted again while SUBSCRIBE is under way: one confirmation serves, nothing else is sent")
    func undecided() throws {
        var set = online()
        _ = set.want("a")
        _ = set.commands(atMost: 10)
        _ = set.drop("a")
        #expect(set.want("a") == .pending)
        #expect(try set.confirmed(.subscribe, "a") == [.confirmed("a")])
        #expect(set.commands(atMost: 10).isEmpty)
    }

    @Test("after a loss everything wanted is subscribed again, and ready comes with the last confirmation, once")
    func restores() throws {
        var set = online()
        for name in ["a", "b", "c"] { _ = set.want(name) }
        _ = set.commands(atMost: 10)
        for name in ["a", "b", "c"] { _ = try set.confirmed(.subscribe, name) }
        _ = set.drop("c")
        set.lost()
        #expect(set.count == 2 && set.want("d") == .offline && set.want("a") == .offline)
        #expect(set.commands(atMost: 10).isEmpty)
        #expect(set.connected() == nil)
        #expect(set.commands(atMost: 10) == subscribe("a", "b", "d"))
        #expect(set.want("later") == .pending)
        #expect(set.commands(atMost: 10) == subscribe("later"))
        #expect(try set.confirmed(.subscribe, "b") == [.confirmed("b")])
        #expect(try set.confirmed(.subscribe, "a") == [.confirmed("a")])
        #expect(try set.confirmed(.subscribe, "d") == [.confirmed("d"), .ready])
        #expect(try set.confirmed(.subscribe, "later") == [.confirmed("later")])
    }

    @Test("ready does not wait for channels given up meanwhile, sent or not")
    func readyWithoutDropped() throws {
        var set = SubscriptionSet(limit: 100)
        for name in ["a", "b", "c"] { #expect(set.want(name) == .offline) }
        #expect(set.connected() == nil)
        #expect(set.commands(atMost: 1) == subscribe("a"))
        #expect(set.drop("b") == nil)
        #expect(set.drop("a") == nil)
        #expect(try set.confirmed(.subscribe, "a") == [])
        #expect(set.drop("c") == .ready)
        #expect(set.commands(atMost: 10) == unsubscribe("a"))
        #expect(try set.confirmed(.unsubscribe, "a") == [] && set.count == 0)
    }

    @Test("no more channels are sent at once than there is room; the rest follows")
    func window() throws {
        var set = online()
        for name in ["a", "b", "c", "d", "e"] { _ = set.want(name) }
        #expect(set.commands(atMost: 2) == subscribe("a", "b"))
        #expect(set.commands(atMost: 0).isEmpty)
        #expect(set.commands(atMost: 2) == subscribe("c", "d"))
        #expect(set.commands(atMost: 2) == subscribe("e"))
    }

    @Test("both kinds in one turn are one command each")
    func mixed() throws {
        var set = online()
        _ = set.want("a")
        _ = set.commands(atMost: 10)
        _ = try set.confirmed(.subscribe, "a")
        _ = set.want("b")
        _ = set.drop("a")
        _ = set.want("c")
        #expect(set.commands(atMost: 10) == subscribe("b", "c") + unsubscribe("a"))
    }

    @Test("the limit counts channels, not wishes")
    func full() {
        var set = online(limit: 2)
        #expect(set.want("a") == .pending && set.want("b") == .pending)
        #expect(set.want("c") == .full && set.want("a") == .pending && set.count == 2)
        set.lost()
        #expect(set.drop("b") == nil && set.want("c") == .offline)
    }

    @Test("a confirmation of what was not asked is refused")
    func unexpected() throws {
        var set = online()
        #expect(throws: SubscriptionSet.Unexpected.self) { try set.confirmed(.subscribe, "a") }
        _ = set.want("a")
        #expect(throws: SubscriptionSet.Unexpected.self) { try set.confirmed(.subscribe, "a") }
        _ = set.commands(atMost: 10)
        #expect(throws: SubscriptionSet.Unexpected.self) { try set.confirmed(.unsubscribe, "a") }
        _ = try set.confirmed(.subscribe, "a")
        #expect(throws: SubscriptionSet.Unexpected.self) { try set.confirmed(.subscribe, "a") }
    }

    @Test("dropping what nobody wanted does nothing")
    func unknown() {
        var set = online()
        #expect(set.drop("a") == nil && set.commands(atMost: 10).isEmpty)
    }

    /// A Redis that confirms in order, a crowd that changes its mind at random, and losses: whenever all is quiet, Redis has exactly
    /// what is wanted.
    @Test("random wishes, confirmations and losses always settle at what is wanted", arguments: 0..<50)
    func settles(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        var set = online()
        var wanted: Set<String> = []
        var server: Set<String> = []
        var wire: [(SubscriptionSet.Change, String)] = []
        func confirmOne() throws {
            let (change, name) = wire.removeFirst()
            if change == .subscribe { server.insert(name) } else { server.remove(name) }
            for action in try set.confirmed(change, name) where action == .confirmed(name) { #expect(wanted.contains(name)) }
        }
        for _ in 0..<2_000 {
            let name = "c\(random.next() % 8)"
            switch random.next() % 20 {
            case 0..<7:
                wanted.insert(name)
                if set.want(name) == .confirmed { #expect(server.contains(name)) }
            case 7..<13:
                wanted.remove(name)
                _ = set.drop(name)
            case 13..<16: for command in set.commands(atMost: 3) { wire += command.channels.map { (command.change, $0) } }
            case 16..<19: if !wire.isEmpty { try confirmOne() }
            default:
                if random.next() % 10 == 0 {
                    set.lost()
                    wire = []
                    server = []
                    _ = set.connected()
                }
            }
        }
        while true {
            let commands = set.commands(atMost: 3)
            wire += commands.flatMap { command in command.channels.map { (command.change, $0) } }
            if wire.isEmpty { break }
            try confirmOne()
        }
        #expect(server == wanted && set.count == wanted.count)
    }
}

/// A small generator whose sequence depends on its seed alone.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
