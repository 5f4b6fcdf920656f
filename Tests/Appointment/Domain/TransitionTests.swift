import AppointmentDomain
import Contracts
import Testing

@Suite("The life of an appointment")
struct TransitionTests {
    /// Rows: action and role; columns: PENDING, APPROVED, REJECTED, CANCELLED, COMPLETED. A dot is a refusal (409), a
    /// row without letters is forbidden (403).
    static let table: [(AppointmentAction, ActorRole, String)] =
        [
            (.approve, .doctor, "A...."), (.approve, .patient, ""), (.approve, .admin, ""), (.approve, .system, ""),
            (.reject, .doctor, "R...."), (.reject, .patient, ""), (.reject, .admin, ""), (.reject, .system, ""),
            (.complete, .doctor, ".D..."), (.complete, .patient, ""), (.complete, .admin, ""), (.complete, .system, ""),
            (.uncomplete, .doctor, "....A"), (.uncomplete, .patient, ""), (.uncomplete, .admin, ""), (.uncomplete, .system, ""),
            (.cancel, .doctor, "CC..."), (.cancel, .patient, "CC..."), (.cancel, .admin, "CC..."), (.cancel, .system, "C...."),
            (.reschedule, .doctor, "PA..."), (.reschedule, .patient, "PP..."), (.reschedule, .admin, ""),
            (.reschedule, .system, ""),
            (.annotate, .doctor, "PA..D"), (.annotate, .patient, ""), (.annotate, .admin, ""), (.annotate, .system, ""),
            (.cancel, .desk, "CC..."), (.reschedule, .desk, "PA..."),
        ] + [.approve, .reject, .complete, .uncomplete, .annotate].map { ($0, .desk, "") }

    static let letters: [Character: AppointmentStatus] = [
        "P": .pending, "A": .approved, "R": .rejected, "C": .cancelled, "D": .completed,
    ]
    static let columns: [AppointmentStatus] = [.pending, .approved, .rejected, .cancelled, .completed]

    @Test("every state, action and role", arguments: table)
    func everyCell(action: AppointmentAction, role: ActorRole, row: String) {
        for (index, status) in Self.columns.enumerated() {
            let expected: Transition.Decision
            if row.isEmpty {
                expected = .forbidden
            } else if let target = Self.letters[Array(row)[index]] {
                expected = .moves(to: target)
            } else {
                expected = .wrongState(status)
            }
            #expect(Transition.decide(action, from: status, by: role) == expected, "\(action) from \(status) by \(role)")
        }
    }

    @Test("the table has a row for every action and role")
    func complete() {
        for action in AppointmentAction.allCases {
            for role in ActorRole.allCases {
                #expect(Self.table.filter { $0.0 == action && $0.1 == role }.count == 1)
            }
        }
        #expect(Set(Self.columns) == Set(AppointmentStatus.allCases))
    }

    @Test("nothing leaves REJECTED or CANCELLED, and COMPLETED takes notes or is taken back")
    func finalStates() {
        for action in AppointmentAction.allCases {
            for role in ActorRole.allCases {
                for transition in Transition.all(action, by: role) {
                    #expect(transition.from != .rejected && transition.from != .cancelled)
                    #expect(transition.from != .completed || action == .annotate || action == .uncomplete)
                    #expect(transition.from.holdsItsTime, "nothing that has given up its time gets it back without a check")
                }
            }
        }
    }

    @Test("every action but notes is told to others; all else that is told is made, comes with time or is a look")
    func events() {
        #expect(AppointmentAction.allCases.filter { $0.eventType == nil } == [.annotate])
        #expect(
            Set(AppointmentAction.allCases.compactMap(\.eventType)).union([.created, .reminder, .viewed, .unsealed])
                == Set(AppointmentEventType.allCases))
    }

    @Test("a patient may cancel until the cutoff and never from the start on, to the microsecond; nobody else is held by it")
    func cutoff() {
        let start = Instant(seconds: 1_000_000)
        let limit = start.adding(minutes: -120)
        let late = Instant(microseconds: limit.microseconds + 1)
        #expect(!Cancellation.isTooLate(by: .patient, startsAt: start, cutoffMinutes: 120, now: limit))
        #expect(Cancellation.isTooLate(by: .patient, startsAt: start, cutoffMinutes: 120, now: late))
        for cutoff in [0, 1, 43_200] {
            #expect(Cancellation.isTooLate(by: .patient, startsAt: start, cutoffMinutes: cutoff, now: start))
            #expect(Cancellation.isTooLate(by: .patient, startsAt: start, cutoffMinutes: cutoff, now: start.adding(days: 1)))
        }
        let before = Instant(microseconds: start.microseconds - 1)
        #expect(!Cancellation.isTooLate(by: .patient, startsAt: start, cutoffMinutes: 0, now: before))
        for role in [ActorRole.doctor, .desk, .admin, .system] {
            #expect(!Cancellation.isTooLate(by: role, startsAt: start, cutoffMinutes: 120, now: late))
            #expect(!Cancellation.isTooLate(by: role, startsAt: start, cutoffMinutes: 0, now: start.adding(days: 1)))
        }
    }
}
