import Contracts
import CoreHTTP
import Hosting
import Kafka
import NotificationDomain
import Postgres
import Reactor
import ServiceRuntime
import Synchronization
import TestSupport
import Testing

@testable import NotificationService

@Suite("Events from the broker into the inboxes", .timeLimit(.minutes(4))) struct AppointmentEventsTests {
    private static func seqs(_ replica: Replica, _ user: UserID) async throws -> [Int64] {
        try await replica.store.page(of: user, before: nil, unreadOnly: false, limit: 1_000).notifications.map(\.position.number)
    }

    private static func count(_ replica: Replica, _ user: UserID) async throws -> Int64 {
        try await replica.store.state(of: user).position.number
    }

    @Test("an event reaches both inboxes and the open sockets")
    func delivery() async throws {
        try await Clinic.use(partitions: 6) { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                try await replica.consuming {
                    let (patient, doctor) = (UserID.random(), UserID.random())
                    let sockets = [try await replica.socket(of: patient), try await replica.socket(of: doctor)]
                    for socket in sockets { _ = try await socket.hello() }
                    let event = Events.make(patient: patient, doctor: doctor)
                    try await clinic.publish([Events.record(event, topic: clinic.configuration.events.topic)], on: loop)
                    let texts = ["Your appointment request has been submitted", "You have a new appointment request"]
                    for (socket, text) in zip(sockets, texts) {
                        let push = try await socket.next()
                        #expect(push["position"] == 1 && push["unread"] == 1)
                        #expect(push["notification"]?["message"]?.text?.hasPrefix(text) == true)
                        #expect(push["notification"]?["metadata"]?["appointmentId"]?.text == event.appointmentID.description)
                    }
                }
            }
        }
    }

    @Test("events of one user in six partitions, and every event twice: the inbox is gapless and holds each once")
    func partitions() async throws {
        try await Clinic.use(partitions: 6) { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, doctor) = (UserID.random(), UserID.random())
                let topic = clinic.configuration.events.topic
                let events = (0..<120).map { _ in (EventID.random(), Events.make(patient: patient, doctor: doctor)) }
                let records = events.map { Events.record($0.1, id: $0.0, topic: topic) }
                let socket = try await replica.socket(of: doctor)
                _ = try await socket.hello()
                try await clinic.publish(records + records, on: loop)
                try await replica.consuming {
                    #expect(try await socket.positions(120) == Array(1...120))
                    let last = Events.make(patient: patient, doctor: doctor)
                    try await clinic.publish([Events.record(last, topic: topic)], on: loop)
                    #expect(try await socket.positions(1) == [121])
                    try await eventually(on: loop) { replica.app.metricValue("notification_event_lag") == 0 }
                }
                for user in [patient, doctor] {
                    #expect(try await Self.seqs(replica, user) == (1...121).reversed().map(Int64.init))
                }
                let told = try await replica.store.page(of: doctor, before: nil, unreadOnly: false, limit: 1_000).notifications
                let appointments = told.compactMap { (try? JSONReader.parse(Array($0.metadata.utf8)))?["appointmentId"]?.text }
                #expect(Set(appointments.dropFirst()) == Set(events.map(\.1.appointmentID.description)))
            }
        }
    }

    @Test(
        "a database in trouble keeps events waiting; none becomes a dead letter", arguments: ["53100", "58030", "XX001", "25006"])
    func databaseInTrouble(state: String) async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                _ = try await replica.pool.query(
                    Statement(
                        "fail",
                        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'x' USING ERRCODE = '\(state)'; END $$"
                    ))
                _ = try await replica.pool.query(
                    Statement("trouble", "CREATE TRIGGER trouble BEFORE INSERT ON deliveries EXECUTE FUNCTION fail()"))
                try await clinic.publish(
                    [Events.record(Events.make(patient: patient), topic: clinic.configuration.events.topic)], on: loop)
                try await replica.consuming {
                    try await eventually(on: loop) { replica.app.metricValue("notification_delivery_retries_total") ?? 0 >= 2 }
                    _ = try await replica.pool.query(Statement("mended", "DROP TRIGGER trouble ON deliveries"))
                    try await eventually(on: loop) { try await Self.count(replica, patient) == 1 }
                }
                #expect(replica.app.metricValue("notification_dead_letters_total") == 0)
            }
        }
    }

    @Test("events of one appointment arrive in their order")
    func order() async throws {
        try await Clinic.use(partitions: 6) { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let appointment = AppointmentID.random()
                let types: [AppointmentEventType] = [.created, .approved, .completed]
                let records = types.map {
                    Events.record(
                        Events.make($0, patient: patient, appointment: appointment), topic: clinic.configuration.events.topic)
                }
                try await clinic.publish(records, on: loop)
                try await replica.consuming { try await eventually(on: loop) { try await Self.count(replica, patient) == 3 } }
                let page = try await replica.store.page(of: patient, before: nil, unreadOnly: false, limit: 10)
                #expect(page.notifications.reversed().map(\.type) == types.map(\.rawValue))
            }
        }
    }

    @Test("a consumer that ends before it commits, with or without its transaction: nothing is lost, nothing is doubled")
    func restart() async throws {
        try await Clinic.use(partitions: 2) { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let (patient, doctor) = (UserID.random(), UserID.random())
                let settings = clinic.configuration.events
                let records = (0..<40).map { _ in
                    Events.record(Events.make(patient: patient, doctor: doctor), topic: settings.topic)
                }
                try await clinic.publish(records, on: loop)
                // Two lives that end in the middle of a batch.
                for isDelivered in [true, false] {
                    let consumer = try KafkaConsumer.make(settings.kafka, group: settings.group, topics: [settings.topic], on: loop)
                    let batch = try #require(await consumer.nextBatch(maximum: 15))
                    if isDelivered { _ = try await replica.deliver(try batch.messages.map { try ReceivedEvent($0) }) }
                    await consumer.close()
                }
                let before = try await Self.count(replica, patient)
                #expect(before > 0 && before <= 15)
                try await replica.consuming { try await eventually(on: loop) { try await Self.count(replica, patient) >= 40 } }
                // A third life has nothing left to do: the offsets are committed.
                try await replica.consuming {
                    try await clinic.publish([Events.record(Events.make(patient: patient), topic: settings.topic)], on: loop)
                    try await eventually(on: loop) { try await Self.count(replica, patient) >= 41 }
                }
                #expect(try await Self.seqs(replica, patient) == (1...41).reversed().map(Int64.init))
                #expect(try await Self.seqs(replica, doctor) == (1...40).reversed().map(Int64.init))
            }
        }
    }

    @Test("what cannot be handled goes to the dead letters with its reason, and the partition moves on")
    func deadLetters() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            try await clinic.replica(on: loop) { replica in
                let patient = UserID.random()
                let settings = clinic.configuration.events
                let good = Events.record(Events.make(.approved, patient: patient), topic: settings.topic)
                let broken = KafkaRecord(
                    topic: settings.topic, key: Array("k".utf8), value: Array("{\"half\":".utf8),
                    headers: Events.headers(id: EventID.random().description, type: "appointment.created"))
                let alien = KafkaRecord(
                    topic: settings.topic, key: [], value: Array("{}".utf8),
                    headers: Events.headers(id: EventID.random().description, type: "appointment.forgotten"))
                let bare = KafkaRecord(topic: settings.topic, key: [], value: [])
                try await clinic.publish(
                    [good, broken, alien, bare, Events.record(Events.make(.approved, patient: patient), topic: settings.topic)],
                    on: loop)
                try await replica.consuming {
                    try await eventually(on: loop) { try await Self.count(replica, patient) == 2 }
                    let letters = try await clinic.read(settings.deadLetterTopic, 3, on: loop).sorted { $0.offset < $1.offset }
                    func text(_ letter: KafkaMessage, _ header: String) -> String? {
                        letter.header(header).map { String(decoding: $0, as: UTF8.self) }
                    }
                    #expect(letters.map { text($0, DeadLetterHeader.error) } == ["invalid_json", "unknown_type", "invalid_header"])
                    #expect(letters.map { text($0, DeadLetterHeader.offset) } == ["1", "2", "3"])
                    #expect(letters.allSatisfy { text($0, DeadLetterHeader.topic) == settings.topic })
                    #expect(letters[0].value == broken.value && letters[0].key == broken.key)
                    #expect(Array(letters[0].headers.prefix(broken.headers.count)) == broken.headers)
                    try await eventually(on: loop) { replica.app.metricValue("notification_event_lag") == 0 }
                }
            }
        }
    }

    @Test("the one event that the database refuses is set aside, the others of its batch arrive")
    func refusedEvent() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            let bad = UserID.random()
            let refusal = PostgresError.refused(ServerError(sqlState: "22001", message: "value too long"))
            try await clinic.replica(
                on: loop, wrap: { ProxyInboxStore($0) { batch in batch.contains { $0.recipient == bad } ? refusal : nil } }
            ) { replica in
                let good = UserID.random()
                let settings = clinic.configuration.events
                let records = (0..<9).map { number in
                    Events.record(Events.make(.approved, patient: number == 4 ? bad : good), topic: settings.topic)
                }
                try await clinic.publish(records, on: loop)
                try await replica.consuming {
                    try await eventually(on: loop) { try await Self.count(replica, good) == 8 }
                    let letters = try await clinic.read(settings.deadLetterTopic, 1, on: loop)
                    #expect(letters.first?.value == records[4].value)
                    #expect(letters.first?.header(DeadLetterHeader.error) == Array("refused_by_database".utf8))
                }
                #expect(try await Self.count(replica, bad) == 0)
            }
        }
    }

    @Test("while the database is away the batch waits, and nothing is skipped")
    func databaseAway() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            let failures = Mutex<[PostgresError]>([
                .unavailable, .timeout, .connectionLost(mayHaveRun: true),
                .refused(ServerError(sqlState: "40P01", message: "deadlock detected")),
                .refused(ServerError(sqlState: "42P01", message: "relation does not exist")),
            ])
            try await clinic.replica(
                on: loop, wrap: { ProxyInboxStore($0) { _ in failures.withLock { $0.isEmpty ? nil : $0.removeFirst() } } }
            ) { replica in
                let patient = UserID.random()
                let records = (0..<5).map { _ in
                    Events.record(Events.make(.approved, patient: patient), topic: clinic.configuration.events.topic)
                }
                try await clinic.publish(records, on: loop)
                try await replica.consuming { try await eventually(on: loop) { try await Self.count(replica, patient) == 5 } }
                #expect(try await Self.seqs(replica, patient) == [5, 4, 3, 2, 1])
                #expect((replica.store as? ProxyInboxStore)?.attempts.count ?? 0 >= 6)
            }
        }
    }

    @Test("told to end while the database is away, the consumer leaves the batch to the next one")
    func stopWhileAway() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            let isAway = Atomic(true)
            try await clinic.replica(
                on: loop, wrap: { ProxyInboxStore($0) { _ in isAway.load(ordering: .relaxed) ? .unavailable : nil } }
            ) { replica in
                let patient = UserID.random()
                let record = Events.record(Events.make(.approved, patient: patient), topic: clinic.configuration.events.topic)
                try await clinic.publish([record], on: loop)
                try await replica.consuming {
                    try await eventually(on: loop) { replica.app.metricValue("notification_delivery_retries_total") ?? 0 > 0 }
                }
                isAway.store(false, ordering: .relaxed)
                try await replica.consuming { try await eventually(on: loop) { try await Self.count(replica, patient) == 1 } }
            }
        }
    }

    @Test("at rest an event is delivered alone, after a pause many at once")
    func batches() async throws {
        try await Clinic.use(partitions: 1) { clinic, loop in
            try await clinic.replica(on: loop, wrap: { ProxyInboxStore($0) }) { replica in
                let proxy = try #require(replica.store as? ProxyInboxStore)
                let patient = UserID.random()
                @Sendable func publish(_ count: Int) async throws {
                    let topic = clinic.configuration.events.topic
                    let records = (0..<count).map { _ in Events.record(Events.make(.approved, patient: patient), topic: topic) }
                    try await clinic.publish(records, on: loop)
                }
                try await publish(300)
                try await replica.consuming {
                    try await eventually(on: loop) { try await Self.count(replica, patient) == 300 }
                    #expect(proxy.attempts.count <= 30)
                    let before = proxy.attempts.count
                    for more in 1...5 {
                        try await publish(1)
                        try await eventually(on: loop) { try await Self.count(replica, patient) == 300 + Int64(more) }
                    }
                    #expect(proxy.attempts.dropFirst(before) == [1, 1, 1, 1, 1])
                }
            }
        }
    }

    @Test("a topic that is made after the consumer has joined is read soon")
    func lateTopic() async throws {
        try await Clinic.use { clinic, loop in
            _ = try await Stores.shared.kafka()
            let settings = try Stores.shared.environment()
            var clinic = clinic
            clinic.configuration.events.kafka.brokers = settings["KAFKA_BROKERS"] ?? ""
            try await clinic.replica(on: loop) { [clinic] replica in
                try await replica.consuming {
                    let patient = UserID.random()
                    try await eventually(on: loop) { replica.app.metricValue("kafka_reachable") == 1 }
                    try await Stores.shared.createTopic(clinic.configuration.events.topic, partitions: 6)
                    let event = Events.make(.approved, patient: patient)
                    try await clinic.publish([Events.record(event, topic: clinic.configuration.events.topic)], on: loop)
                    try await eventually(on: loop) { try await Self.count(replica, patient) == 1 }
                }
            }
        }
    }
}

extension NotificationProcess {
    /// As GET /metrics shows it, all series of the name together.
    func metricValue(_ name: String) -> Double? {
        let lines = service.metrics.render().split(separator: "\n").filter { $0.hasPrefix("\(name) ") || $0.hasPrefix("\(name){") }
        let values = lines.compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }
        return values.isEmpty ? nil : values.reduce(0, +)
    }
}
