import Contracts
import Testing

@Suite("Names the services share")
struct ContractNamesTests {
    @Test("Redis names are under the prefix and do not collide")
    func redis() throws {
        let user = try #require(UserID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f"))
        let names = RedisNames(prefix: "t1:")
        let all = [
            names.inboxChannel(user), names.revocationsChannel, names.usersChannel, names.outboxChannel, names.revokedSessions,
            names.patientAppointments(user), names.doctorAppointments(user), names.notifications(user),
            names.ticket("d"), names.rate("login", "127.0.0.1"),
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
