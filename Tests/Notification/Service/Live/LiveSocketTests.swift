import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import NotificationDomain
import Reactor
import Redis
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("The live socket", .timeLimit(.minutes(4))) struct LiveSocketTests {
    @Test("hello first, then every notification as it arrives", arguments: Wire.allCases)
    func helloThenPush(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, doctor) = (UserID.random(), UserID.random())
                _ = try await replica.deliver([Events.received(patient: patient, doctor: doctor)])
                let socket = try await replica.socket(of: patient, over: wire)
                #expect(socket.subprotocol == (wire == .webSocket ? "notifications.v1" : nil))
                let account = JSONValue.string(patient.description)
                #expect(
                    try await socket.next() == [
                        "type": "hello", "account": account, "position": 1, "unread": 1, "recovered": false,
                    ])

                let event = Events.received(.approved, patient: patient, doctor: doctor)
                _ = try await replica.deliver([event])
                let push = try await socket.next()
                #expect(push["type"] == "notification" && push["position"] == 2 && push["unread"] == 2)
                let notification = push["notification"]
                #expect(
                    notification?["seq"] == 2 && notification?["type"] == "appointment.approved" && notification?["read"] == false)
                #expect(notification?["metadata"]?["appointmentId"]?.text == event.event.appointmentID.description)
                #expect(notification?["createdAt"]?.text.flatMap(Instant.init) != nil)

                let list = try await replica.call(.get, "/api/notifications/my", as: patient)
                #expect(list.json["notifications"]?.elements?.first == notification)
                socket.close()
                try await eventually(on: loop) { replica.live.hub.userCount == 0 }
            }
        }
    }

    @Test("a socket of another replica hears it through Redis", arguments: Wire.allCases)
    func otherReplica(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { first in
                try await clinic.replica(on: loop) { second in
                    let patient = UserID.random()
                    let here = try await first.socket(of: patient, over: wire)
                    let there = try await second.socket(of: patient, over: wire)
                    for socket in [here, there] { #expect(try await socket.hello()["position"] == 0) }
                    for position in 1...20 as ClosedRange<Int64> {
                        let replica = position.isMultiple(of: 2) ? first : second
                        _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                    }
                    #expect(try await here.positions(20) == Array(1...20))
                    #expect(try await there.positions(20) == Array(1...20))
                }
            }
        }
    }

    @Test(
        "sockets opened in the middle of a stream of events see every position after their hello once, on two replicas",
        arguments: Wire.allCases)
    func middleOfStream(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { first in
                try await clinic.replica(on: loop) { second in
                    let patient = UserID.random()
                    let readers = LoopEvent(on: loop)
                    // Two consumers write to one inbox at the same time, as two partitions would.
                    async let stream: Void = withThrowingTaskGroup(of: Void.self) { group in
                        for replica in [first, second] {
                            group.addTask {
                                while !readers.isSet, !Task.isCancelled {
                                    _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                                }
                            }
                        }
                        try await group.waitForAll()
                    }
                    // Each socket comes when its predecessor has gone, so that a replica's feed begins anew now and then.
                    try await withThrowingTaskGroup(of: Void.self) { group in
                        for (replica, resumes) in [(first, false), (first, true), (second, false), (second, true)] {
                            group.addTask {
                                for _ in 0..<6 { try await Self.listen(to: patient, on: replica, resuming: resumes, over: wire) }
                            }
                        }
                        try await group.waitForAll()
                        readers.set()
                    }
                    try await stream
                }
            }
        }
    }

    /// Opens a socket and reads on for a while: everything after its hello, or after the position it resumes from.
    private static func listen(to user: UserID, on replica: Replica, resuming: Bool, over wire: Wire) async throws {
        let head = try await replica.store.state(of: user).position.number
        let seen = resuming ? max(0, head - 10) : nil
        let socket = try await replica.socket(of: user, position: seen, over: wire)
        let hello = try await socket.hello()
        #expect(hello["recovered"]?.flag == resuming)
        let begin = try #require(seen ?? hello["position"]?.integer)
        #expect(begin >= head - 10)
        #expect(try await socket.positions(25) == Array(begin + 1...begin + 25))
        socket.close()
    }

    @Test("what happens while the position or the history is read is told once", arguments: Wire.allCases)
    func whileJoining(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop, wrap: { ProxyInboxStore($0) }) { replica in
                let proxy = try #require(replica.store as? ProxyInboxStore)
                for isFirst in [true, false] {
                    for resumes in [true, false] {
                        let patient = UserID.random()
                        @Sendable func deliver(_ count: Int) async throws {
                            for _ in 0..<count { _ = try await replica.deliver([Events.received(.approved, patient: patient)]) }
                        }
                        try await deliver(3)
                        // The first socket opens the user's feed, a later one finds it open.
                        let other = isFirst ? nil : try await replica.socket(of: patient, over: wire)
                        _ = try await other?.hello()
                        proxy.aroundReading = { await #expect(throws: Never.self) { try await deliver(3) } }
                        let socket = try await replica.socket(of: patient, position: resumes ? 1 : nil, over: wire)
                        let hello = try await socket.hello()
                        let begin = resumes ? 1 : try #require(hello["position"]?.integer)
                        proxy.aroundReading = nil
                        try await deliver(1)
                        let head = try await replica.store.state(of: patient).position.number
                        #expect(try await socket.positions(Int(head - begin)) == Array(begin + 1...head), "\(isFirst) \(resumes)")
                        try await deliver(1)
                        #expect(try await socket.positions(1) == [head + 1])
                    }
                }
            }
        }
    }

    @Test(
        "a reconnect with its position is told everything it missed, reads and deletions too, and then what comes",
        arguments: Wire.allCases)
    func resumeFromURL(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let delivered = try await replica.store.deliver(
                    try (0..<4).map { _ in try #require(notifications(for: patient).first) })
                let ids = delivered.map(\.notification.id)
                _ = try await replica.store.mark(ids[0], of: patient, read: true)  // 5
                _ = try await replica.store.delete(ids[2], of: patient)  // 6
                let socket = try await replica.socket(of: patient, position: 1, over: wire)
                let account = JSONValue.string(patient.description)
                #expect(
                    try await socket.next() == [
                        "type": "hello", "account": account, "position": 6, "unread": 2, "recovered": true,
                    ])
                #expect(try await socket.next()["notification"]?["id"]?.text == ids[1].description)
                let deleted: JSONValue = .string(ids[2].description)
                #expect(
                    try await socket.next()
                        == ["type": "inbox", "position": 3, "unread": 2, "change": "deleted", "ids": .array([deleted])])
                #expect(try await socket.next()["notification"]?["id"]?.text == ids[3].description)
                let read: JSONValue = .string(ids[0].description)
                #expect(
                    try await socket.next() == [
                        "type": "inbox", "position": 5, "unread": 2, "change": "read", "ids": .array([read]),
                    ])
                #expect(
                    try await socket.next()
                        == ["type": "inbox", "position": 6, "unread": 2, "change": "deleted", "ids": .array([deleted])])
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                #expect(try await socket.next()["position"] == 7)
            }
        }
    }

    @Test("a position at the head recovers, one beyond it or too far back does not", arguments: Wire.allCases)
    func positions(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                for _ in 0..<3 {
                    _ = try await replica.store.deliver(
                        try (0..<400).map { _ in try #require(notifications(for: patient).first) })
                }
                for (position, recovered) in [(1_200, true), (1_201, false), (199, false), (0, false)] as [(Int64, Bool)] {
                    let socket = try await replica.socket(of: patient, position: position, over: wire)
                    let hello = try await socket.hello()
                    #expect(hello["recovered"]?.flag == recovered && hello["position"] == 1_200, "\(position)")
                }
                // The most that is replayed: far more than a connection's buffers take at once.
                let socket = try await replica.socket(of: patient, position: 200, over: wire)
                #expect(try await socket.hello()["recovered"] == true)
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                #expect(try await socket.positions(1_001) == Array(201...1_201))
            }
        }
    }

    @Test("resume may be said at any time and is answered by a hello and the replay")
    func resumeMessage() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let socket = try await replica.socket(of: patient)
                #expect(try await socket.hello()["position"] == 0)
                for _ in 0..<5 { _ = try await replica.deliver([Events.received(.approved, patient: patient)]) }
                #expect(try await socket.positions(5) == [1, 2, 3, 4, 5])
                try await socket.send(["type": "resume", "position": 3])
                let hello = try await socket.hello()
                #expect(hello["position"] == 5 && hello["recovered"] == true)
                #expect(try await socket.positions(2) == [4, 5])
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                #expect(try await socket.positions(1) == [6])
            }
        }
    }

    @Test("what one device reads, the others show as read")
    func sync() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { first in
                try await clinic.replica(on: loop) { second in
                    let patient = UserID.random()
                    for _ in 0..<3 { _ = try await first.deliver([Events.received(.approved, patient: patient)]) }
                    let page = try await first.store.page(of: patient, before: nil, unreadOnly: false, limit: 3)
                    let id = page.notifications[0].id.description
                    let phone = try await first.socket(of: patient)
                    let laptop = try await second.socket(of: patient)
                    for socket in [phone, laptop] { _ = try await socket.hello() }
                    try await phone.send(["type": "read", "id": .string(id)])
                    let told: JSONValue = [
                        "type": "inbox", "position": 4, "unread": 2, "change": "read", "ids": .array([.string(id)]),
                    ]
                    #expect(try await phone.next() == told)
                    #expect(try await laptop.next() == told)
                    let answer = try await second.call(.patch, "/api/notifications/\(id)/unread", as: patient)
                    #expect(answer.json == ["unread": 3, "position": 5])
                    for socket in [phone, laptop] { #expect(try await socket.next()["change"] == "unread") }
                    try await laptop.send(["type": "read-all"])
                    for socket in [phone, laptop] {
                        #expect(
                            try await socket.next()
                                == ["type": "inbox", "position": 6, "unread": 0, "change": "all-read", "ids": .array([])])
                    }
                    try await laptop.send(["type": "read", "id": "018f0000-0000-7000-8000-000000000000"])
                    let gone = try await second.call(.delete, "/api/notifications", as: patient)
                    #expect(gone.json == ["unread": 0, "position": 7])
                    for socket in [phone, laptop] { #expect(try await socket.next()["change"] == "all-deleted") }
                }
            }
        }
    }

    @Test("a message that Redis lost is read from the database as soon as a later one shows the gap", arguments: Wire.allCases)
    func lostMessage(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let socket = try await replica.socket(of: patient, over: wire)
                _ = try await socket.hello()
                // Committed, and never told: its replica was killed in between.
                _ = try await replica.store.deliver(notifications(for: patient))
                _ = try await replica.store.deliver(notifications(for: patient))
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                #expect(try await socket.positions(3) == [1, 2, 3])
            }
        }
    }

    @Test("an event whose replica was killed before it told anybody is told when it is delivered again", arguments: Wire.allCases)
    func redelivery(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { killed in
                try await clinic.replica(on: loop) { replica in
                    let patient = UserID.random()
                    let event = Events.received(.approved, patient: patient)
                    let socket = try await replica.socket(of: patient, over: wire)
                    _ = try await socket.hello()
                    let silent = DeliverEvents(
                        inboxes: killed.store, languages: LanguageStore(pool: killed.pool), changes: Silence(),
                        ids: IdentifierSource(clock: .system), clock: .system)
                    #expect(try await silent([event]) == DeliverEvents.Outcome(delivered: 1, repeated: 0))
                    #expect(try await replica.deliver([event]) == DeliverEvents.Outcome(delivered: 0, repeated: 1))
                    let push = try await socket.next()
                    #expect(push["position"] == 1 && push["notification"]?["type"] == "appointment.approved")
                    // Told to whoever has heard it already, it is nothing new.
                    _ = try await replica.deliver([event])
                    _ = try await replica.deliver([Events.received(.completed, patient: patient)])
                    #expect(try await socket.positions(1) == [2])
                }
            }
        }
    }

    private struct Silence: ChangePublisher {
        func publish(_ messages: [AddressedMessage]) {}
    }

    @Test("more than is replayed missing: the socket begins anew", arguments: Wire.allCases)
    func tooMuchMissing(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let socket = try await replica.socket(of: patient, over: wire)
                _ = try await socket.hello()
                _ = try await replica.store.deliver((0..<1_001).flatMap { _ in notifications(for: patient) })
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                let account = JSONValue.string(patient.description)
                #expect(
                    try await socket.next() == [
                        "type": "hello", "account": account, "position": 1_002, "unread": 1_002, "recovered": false,
                    ])
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                #expect(try await socket.positions(1) == [1_003])
            }
        }
    }

    @Test("nonsense from Redis changes nothing")
    func nonsense() async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let socket = try await replica.socket(of: patient)
                _ = try await socket.hello()
                let redis = RedisClient(clinic.configuration.service.redis, on: loop, resolver: .forTests)
                async let running: Void = redis.run()
                #expect(await redis.waitUntilReady(atMost: .seconds(30)))
                let channel = clinic.configuration.service.redisNames.inboxChannel(patient)
                for payload in ["", "x", "{}", "[1]", #"{"type":"head","position":-1}"#, #"{"type":"head","position":99}"#] {
                    #expect(try await redis.command("PUBLISH", .text(channel), .text(payload)) == .integer(1))
                }
                _ = try await replica.deliver([Events.received(.approved, patient: patient)])
                #expect(try await socket.positions(1) == [1])
                redis.close()
                await running
            }
        }
    }

    private func notifications(for user: UserID) -> [NewNotification] {
        [
            NewNotification(
                id: .random(), recipient: user, eventID: .random(), type: "appointment.approved", title: "Appointment approved",
                message: String(repeating: "m", count: 700), metadata: #"{"appointmentId":"018f0000-0000-7000-8000-000000000000"}"#,
                news: Events.news())
        ]
    }
}
