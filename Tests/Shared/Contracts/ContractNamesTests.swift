import Contracts
import Testing

@Suite("Names the services share")
struct ContractNamesTests {
    @Test("a problem code is a slug with a 4xx or 5xx status and a title of its own")
    func problems() {
        var titles: Set<String> = []
        for code in ProblemCode.allCases {
            #expect(
                code.rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "_") || ($0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z")) })
            #expect((400...503).contains(code.status), "\(code)")
            #expect(titles.insert(code.title).inserted, "\(code) shares its title")
        }
    }

    @Test(
        "the statuses DESIGN.md section 5 gives",
        arguments: [
            (ProblemCode.invalidJSON, 400), (.validationFailed, 422), (.slotTaken, 409), (.patientBusy, 409),
            (.doctorNotFound, 404),
            (.unauthenticated, 401), (.forbidden, 403), (.adminRegistration, 403), (.wrongState, 409), (.inThePast, 422),
            (.outsideHours, 422), (.nonexistentTime, 422), (.preconditionFailed, 412), (.emailTaken, 409), (.storeUnavailable, 503),
            (.authUnavailable, 503), (.unsupportedMediaType, 415), (.rateLimited, 429),
        ])
    func statuses(code: ProblemCode, status: Int) {
        #expect(code.status == status)
    }

    @Test("Redis names are under the prefix and do not collide")
    func redis() throws {
        let user = try #require(UserID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"))
        let names = RedisNames(prefix: "t1:")
        let all = [
            names.inboxChannel(user), names.revocationsChannel, names.usersChannel, names.outboxChannel, names.revokedSessions,
            names.patientAppointments(user), names.doctorAppointments(user), names.notifications(user),
            names.cacheGeneration("appointments"), names.doctor(user), names.ticket("d"), names.rate("login", "127.0.0.1"),
        ]
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { $0.hasPrefix("t1:") })
        #expect(RedisNames().inboxChannel(user) == "inbox:017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
        #expect(RedisNames().patientAppointments(user) == "appointments:patient:017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    }

    @Test("an actor has an id exactly when it is a person")
    func actors() throws {
        let user = try #require(UserID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"))
        #expect(EventActor(id: nil, role: .system) == .system)
        #expect(EventActor(id: user, role: .system) == nil)
        for role in Role.allCases {
            #expect(EventActor(id: nil, role: ActorRole(role)) == nil)
            #expect(EventActor(id: user, role: ActorRole(role)) == EventActor(user, as: role))
            #expect(ActorRole(role).rawValue == role.rawValue)
        }
    }

    @Test("the states that hold their time are those of the exclusion constraints")
    func holding() {
        #expect(AppointmentStatus.allCases.filter(\.holdsItsTime) == [.pending, .approved, .completed])
    }

    @Test("a service token lives a minute")
    func serviceToken() throws {
        let claims = ServiceClaims(
            caller: .appointment, issuedAt: Instant(seconds: 1000), tokenID: TokenID(UUIDValue(high: 1, low: 2)))
        #expect(claims.expiresAt == Instant(seconds: 1060))
    }
}
