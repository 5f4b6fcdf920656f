import Contracts
import CoreHTTP
import NotificationDomain
import OpenSSL
import Reactor
import Synchronization
import TestSupport
import Testing

@testable import NotificationService

@Suite("Much at once on a live socket", .timeLimit(.minutes(4))) struct LiveSocketPressureTests {
    @Test("any number of messages in one packet is handled, in their order", arguments: [63, 64, 65, 66, 500])
    func manyCommands(_ count: Int) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let delivered = try await replica.store.deliver((0..<count).map { _ in Self.notification(to: patient) })
                let ids = delivered.map(\.notification.id.description).shuffled()
                let socket = try await replica.socket(of: patient)
                #expect(try await socket.hello()["unread"] == .int(Int64(count)))
                try await socket.send(ids.map { ["type": "read", "id": .string($0)] })
                for (index, id) in ids.enumerated() {
                    let change = try await socket.next()
                    #expect(change["ids"] == [.string(id)] && change["position"]?.integer == Int64(count + index + 1))
                }
            }
        }
    }

    @Test("notifications larger than a socket's queue go out, one after the other, to whom resumes", arguments: Wire.allCases)
    func large(_ wire: Wire) async throws {
        try await Clinic.use { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                // As an earlier version may have stored them; events cannot bring them any more.
                for size in [600_000, 10, 900_000, 300_000, 10, 10] {
                    _ = try await replica.store.deliver([
                        Self.notification(to: patient, message: String(repeating: "x", count: size))
                    ])
                }
                for _ in 0..<2 {
                    let socket = try await replica.socket(of: patient, position: 0, over: wire)
                    #expect(try await socket.hello()["recovered"] == true)
                    #expect(try await socket.positions(6) == [1, 2, 3, 4, 5, 6])
                    socket.close()
                }
            }
        }
    }

    private static func notification(to user: UserID, message: String = "…") -> NewNotification {
        let draft = NotificationDraft(recipient: user, role: .patient, title: "Appointment approved", message: message)
        return NewNotification(
            id: .random(), recipient: user, eventID: .random(), type: "appointment.approved", title: draft.title,
            message: message, metadata: NotificationMetadata.json(Events.received(.approved, patient: user), for: draft),
            news: Events.news())
    }

    @Test("a user has so many sockets with one process, on whichever of its loops and however many come at once")
    func socketsOfTwoLoops() async throws {
        try await Clinic.use { clinic, loop in
            let app = try NotificationProcess(clinic.configuration)
            let (ann, ben) = (UserID.random(), UserID.random())
            try await clinic.replica(on: loop, app: app) { here in
                let address = here.server.address
                let tokens = (0..<80).map { _ in here.token(of: ann) }
                try await onLoop { other in
                    try await clinic.replica(on: other, app: app) { there in
                        // Each opens half of them; who is told 1013 is one too many.
                        async let ours = Self.open(tokens[..<40], at: address, on: other)
                        async let theirs = Self.open(tokens[40...], at: there.server.address, on: other)
                        let sockets = try await ours + theirs
                        let open = sockets.compactMap(\.self)
                        #expect(open.count == SocketCounts.perUser)
                        let someone = try await there.socket(of: ben)
                        _ = try await someone.hello()
                        // Whoever goes makes room, on both.
                        for socket in open { socket.close() }
                        try await eventually(on: other) {
                            let again = try await Self.open([tokens[0], tokens[1]][...], at: there.server.address, on: other)
                            return again.allSatisfy { $0 != nil }
                        }
                        someone.close()
                    }
                }
            }
        }
    }

    /// Those that are let in; nil for each that is closed with 1013.
    private static func open(_ tokens: ArraySlice<String>, at address: SocketAddress, on loop: EventLoop) async throws
        -> [TestSocket?]
    {
        var sockets: [TestSocket?] = []
        for token in tokens {
            let socket = try await TestSocket(address, path: "/ws", fields: ["Authorization": "Bearer \(token)"], on: loop)
            do {
                _ = try await socket.hello()
                sockets.append(socket)
            } catch let closed as TestSocket.Closed {
                #expect(closed.code == 1013)
                socket.close()
                sockets.append(nil)
            }
        }
        return sockets
    }

    @Test("the count is right whatever threads come and go")
    func countsRace() {
        let counts = SocketCounts()
        let (user, other) = (UserID.random(), UserID.random())
        let most = Mutex(0)
        let admitted = Mutex(0)
        let threads = (0..<8).map { number in
            Thread.start(named: "count-\(number)") {
                for _ in 0..<200 {
                    let taken = (0..<20).count { _ in counts.admit(user) }
                    let mine = counts.admit(other)
                    most.withLock { $0 = max($0, counts.count(of: user)) }
                    admitted.withLock { $0 += taken }
                    for _ in 0..<taken { counts.release(user) }
                    if mine { counts.release(other) }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(most.withLock { $0 } <= SocketCounts.perUser && admitted.withLock { $0 } > 0)
        #expect(counts.count(of: user) == 0 && counts.count(of: other) == 0)
        #expect((0..<100).count { _ in counts.admit(user) } == SocketCounts.perUser)
    }
}
