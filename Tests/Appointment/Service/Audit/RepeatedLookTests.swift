import Access
import AuditSupport
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import ServiceRuntime
import Testing

@testable import Audit
@testable import AppointmentService

@Suite("Access log: repeated and deferred looks", .timeLimit(.minutes(4))) struct RepeatedLookTests {
    private static func id() -> UUIDValue { UUIDValue(high: .random(in: .min ... .max), low: .random(in: .min ... .max)) }

    private static func act(_ user: UserID, _ session: SessionID, _ purpose: AuditEntry.Purpose) -> Act {
        let person = Principal(userID: user, role: .admin, name: "", sessionID: session, expiresAt: .earliest)
        let head = RequestHead(method: .get, path: "/", query: nil, fields: [:])
        return Act(person, Request(head, body: [], trace: TraceContext(random: { 1 })), purpose: purpose)
    }

    /// What must not be mixed, as the test calls it.
    private static func name(_ act: Act, _ event: AuditEvent, _ object: AuditObject?, _ people: [UserID]) -> String {
        "\(act.person.userID) \(act.person.sessionID) \(act.purpose) \(event.name) \(String(describing: object?.id)) \(people)"
    }

    @Test(
        "the first look is an entry, those of the time after it are one, and none is lost: never across people, sessions, purposes, sets",
        arguments: [0, 1, 60, 300])
    func model(_ seconds: Int) {
        let (users, sessions) = ((0..<2).map { _ in UserID(Self.id()) }, (0..<3).map { _ in SessionID(Self.id()) })
        let acts = [
            Self.act(users[0], sessions[0], .administration), Self.act(users[0], sessions[1], .administration),
            Self.act(users[0], sessions[0], .breakTheGlass), Self.act(users[1], sessions[2], .administration),
        ]
        let patients = (0..<2).map { _ in UserID(Self.id()) }.sorted()
        let things: [(AuditEvent, AuditObject?)] = [
            (.read, AuditObject(Self.id())), (.read, AuditObject(Self.id())), (.history, AuditObject(Self.id())), (.list, nil),
        ]
        for _ in 0..<60 {
            var looks = RepeatedLooks(width: .seconds(seconds), limit: 1_000)
            var now = Instant(milliseconds: Clinic.start)
            var written: [NewEntry] = [], times: [String: [Int64]] = [:]
            for _ in 0..<Int.random(in: 1...150) {
                now = Instant(microseconds: now.microseconds + Int64.random(in: 0...Int64(seconds) * 300_000 + 1))
                if Int.random(in: 0..<8) == 0 {
                    let taken = looks.take(at: now)
                    #expect(taken.allSatisfy { $0.at == now })
                    written += taken
                }
                let (act, (event, object)) = (acts.randomElement()!, things.randomElement()!)
                let people = [patients, [patients[0]], [patients[1]]].randomElement()!
                let kind = NewEntry.Kind(event, .success, act, object, people, at: nil)
                let entry = NewEntry(
                    id: AuditEntryID(Self.id()), at: now, event: event, outcome: .success, act: act, object: object, people: people)
                times[Self.name(act, event, object, people), default: []].append(now.microseconds)
                if looks.repeats(kind, at: now, { entry }) { continue }
                written.append(entry)
                looks.begin(kind, at: now)
            }
            written += looks.take(at: now, all: true)
            #expect(looks.count == 0)
            var expected: [String: [Int]] = [:]
            for (name, times) in times {
                var begin: Int64?, repetitions = 0
                for time in times + [.max] {
                    if let first = begin, time - first < Int64(seconds) * 1_000_000 {
                        repetitions += 1
                    } else {
                        if repetitions > 0 { expected[name, default: []].append(repetitions) }
                        if time < .max { expected[name, default: []].append(1) }
                        (begin, repetitions) = (time, 0)
                    }
                }
            }
            let found = Dictionary(grouping: written) { Self.name($0.act, $0.event, $0.object, $0.people) }
            #expect(found.mapValues { $0.map(\.times).sorted() } == expected.mapValues { $0.sorted() })
        }
    }

    @Test("beyond their number looks are entries of their own; a clock that goes back begins anew")
    func limits() {
        let (act, start) = (Self.act(UserID(Self.id()), SessionID(Self.id()), .administration), Clinic.start)
        var looks = RepeatedLooks(width: .seconds(60), limit: 2)
        func look(_ object: UUIDValue, at milliseconds: Int64) -> Bool {
            let (object, now) = (AuditObject(object), Instant(milliseconds: milliseconds))
            let kind = NewEntry.Kind(.read, .success, act, object, [], at: nil)
            let isCounted = looks.repeats(kind, at: now) {
                NewEntry(
                    id: AuditEntryID(Self.id()), at: now, event: .read, outcome: .success, act: act, object: object, people: [])
            }
            if !isCounted { looks.begin(kind, at: now) }
            return isCounted
        }
        let objects = (0..<3).map { _ in Self.id() }
        let counted = [start, start + 1].map { time in objects.map { look($0, at: time) } }
        #expect(counted == [[false, false, false], [true, true, false]])
        let anew = [look(objects[0], at: start - 1), look(objects[0], at: start)]
        #expect(anew == [false, true])
        let taken = [59_998, 60_000].map { looks.take(at: Instant(milliseconds: start + $0)).map(\.times) }
        #expect(taken == [[1], [1, 1]])
    }

    @Test("kept entries have no more room than there is, also while some are being written and cannot be")
    func room() {
        let act = Self.act(UserID(Self.id()), SessionID(Self.id()), .administration)
        func entry() -> NewEntry {
            var entry = NewEntry(
                id: AuditEntryID(Self.id()), at: Instant(milliseconds: Clinic.start), event: .read, outcome: .success, act: act,
                object: nil, people: [])
            entry.isCounted = false
            return entry
        }
        var deferred = DeferredEntries(limit: 10)
        let first = (0..<12).map { _ in deferred.add(entry()) }
        #expect(first == Array(repeating: true, count: 10) + [false, false])
        let taken = deferred.takeAll()
        let meanwhile = deferred.add(entry())
        #expect(taken.count == 10 && !meanwhile)
        deferred.settle(10, taken.dropFirst(4))
        let then = (0..<5).map { _ in deferred.add(entry()) }
        #expect(then == [true, true, true, true, false] && deferred.count == 10)
    }

    @Test("with AUDIT_COALESCE a page that is open is two entries and not hundreds, and the log stays sound")
    func coalesced() async throws {
        let change: @Sendable (inout AppointmentConfiguration) -> Void = {
            $0.audit.seed = Secret(bytes: Clinic.auditSeed)
            $0.audit.coalesce = .seconds(300)
        }
        try await Clinic.open(connections: 4, change) { clinic in
            let (doctor, patient, other) = (try clinic.person(.doctor), try clinic.person(.patient), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            let second = try #require(await clinic.book(doctor.id, by: other, at: "12:00")["id"]?.text)
            func reads() async throws -> [Int] { try await clinic.entries("appointment.read").map(\.times) }
            for _ in 0..<40 { #expect(await clinic.read(id, by: doctor).status == 200) }
            #expect(try await clinic.entries("appointment.read", flushed: false).map(\.times) == [1])
            #expect(try await reads() == [1], "its time is not over")
            // Another session, another patient.
            let anew = Clinic.Person(id: doctor.id, token: try clinic.token(doctor.id, .doctor))
            _ = await clinic.read(id, by: anew)
            _ = await clinic.read(second, by: doctor)
            #expect(try await reads() == [1, 1, 1])
            try await clinic.seal()
            clinic.clock.advance(by: .seconds(200))
            #expect(await clinic.read(id, by: doctor).status == 200)
            clinic.clock.advance(by: .seconds(120))
            #expect(try await reads() == [1, 1, 1, 40])
            try await clinic.seal()
            let verdict = try await clinic.verify()
            #expect(verdict.findings.isEmpty, "\(verdict.findings)")
            // What nobody has waited for is written at the end.
            for _ in 0..<3 { _ = await clinic.read(id, by: doctor) }
            try await clinic.parts.audit.log.flush(all: true)
            #expect(try await reads() == [1, 1, 1, 40, 1, 2])
        }
    }

    @Test("with AUDIT_READS=deferred a look is answered before its entry is written; each is one")
    func deferred() async throws {
        try await Clinic.open({ $0.audit.reads = .deferred }) { clinic in
            let (doctor, patient) = (try clinic.person(.doctor), try clinic.person(.patient))
            let id = try #require(await clinic.book(doctor.id, by: patient)["id"]?.text)
            for _ in 0..<3 { #expect(await clinic.read(id, by: doctor).status == 200) }
            #expect(try await clinic.entries("appointment.read", flushed: false).isEmpty)
            let told = try await clinic.entries("appointment.read")
            #expect(told.map(\.times) == [1, 1, 1] && told.allSatisfy { $0.people == [patient.id] })
        }
    }

    @Test("a start says that looks are deferred beside what else is not as in a clinic")
    func start() throws {
        for (text, line) in [
            (String?.none, "profile demo, as strict as clinic"), ("strict", "profile demo, as strict as clinic"),
            ("deferred", "profile demo; other than in clinic: AUDIT_READS=deferred"),
        ] {
            let environment = Clinic.environment.merging(text.map { ["AUDIT_READS": $0] } ?? [:]) { $1 }
            let configuration = try ConfigurationReader(environment: environment).read(AppointmentConfiguration.keys)
            #expect(Profile.summary(of: [AuditReads.Setting()], from: configuration) == line)
            #expect(AuditConfiguration(from: configuration, of: .appointment).reads == (text == "deferred" ? .deferred : .strict))
        }
        for wrong in [["AUDIT_READS": "never"], ["AUDIT_COALESCE": "301s"], ["AUDIT_COALESCE": "-1s"]] {
            #expect(throws: ConfigurationError.self) {
                try ConfigurationReader(environment: Clinic.environment.merging(wrong) { $1 }).read(AppointmentConfiguration.keys)
            }
        }
    }
}
