import Contracts
import NotificationDomain
import Testing

@Suite("What notifications say, and to whom")
struct NotificationTextTests {
    private let patient = UserID(UUIDValue(high: 1, low: 1))
    private let doctor = UserID(UUIDValue(high: 2, low: 2))
    private let when = "Tuesday, 15 December 2026 at 10:00 (Europe/Berlin)"

    private func event(
        _ type: AppointmentEventType, by role: ActorRole = .patient, _ change: (inout AppointmentEvent) -> Void = { _ in }
    ) throws -> AppointmentEvent {
        let start = try #require(Instant("2026-12-15T09:00:00Z"))
        let person: UserID? =
            switch role {
            case .patient: patient
            case .doctor: doctor
            case .desk, .admin: UserID(UUIDValue(high: 3, low: 3))
            case .system: nil
            }
        var event = AppointmentEvent(
            type: type, appointmentID: AppointmentID(UUIDValue(high: 9, low: 9)), version: 1, patientID: patient, doctorID: doctor,
            patientName: "John Doe", doctorName: "Ada Lovelace", date: try #require(CalendarDate("2026-12-15")),
            time: try #require(WallTime("10:00")), startsAt: start, endsAt: start.adding(minutes: 30), timeZone: "Europe/Berlin",
            status: .pending, reason: "private matter", actor: try #require(EventActor(id: person, role: role)))
        if type == .cancelled { event.cancelledBy = role }
        change(&event)
        return event
    }

    /// Title and message of each draft, as `patient: …` and `doctor: …`.
    private func lines(_ event: AppointmentEvent) -> [String] {
        NotificationText.make(event).map { draft in
            #expect(draft.recipient == (draft.role == .patient ? patient : doctor))
            return "\(draft.role.rawValue.lowercased()): \(draft.title) | \(draft.message)"
        }
    }

    @Test("created: both, in the specification's words")
    func created() throws {
        #expect(
            try lines(event(.created)) == [
                "patient: Appointment requested | Your appointment request has been submitted. "
                    + "You asked to see Dr. Ada Lovelace on \(when).",
                "doctor: New appointment request | You have a new appointment request from John Doe for \(when).",
            ])
    }

    @Test(
        "created by the clinic: both are told by whom, a doctor who booked by mail; a patient without an account is told of nothing"
    )
    func createdByTheClinic() throws {
        let desk = EventActor(UserID(UUIDValue(high: 3, low: 3)), as: .desk)
        let byDesk = try event(.created, by: .desk) { $0.bookedBy = desk }
        #expect(
            lines(byDesk) == [
                "patient: Appointment requested | The clinic has asked for an appointment with Dr. Ada Lovelace on \(when) for you.",
                "doctor: New appointment request | You have a new appointment request from John Doe for \(when), made by the clinic.",
            ])
        let byDoctor = try event(.created, by: .doctor) { $0.bookedBy = EventActor(doctor, as: .doctor) }
        #expect(NotificationText.make(byDoctor).map(\.role) == [.patient])
        #expect(NotificationText.all(byDoctor).map(\.role) == [.patient, .doctor])
        for type in AppointmentEventType.allCases where !type.isAboutAccess {
            let event = try event(type, by: .system) { $0.patientHasAccount = false }
            #expect(NotificationText.all(event).allSatisfy { $0.recipient != patient }, "\(type)")
        }
    }

    @Test("approved, completed, reopened and reminder: the patient")
    func patientOnly() throws {
        #expect(
            try lines(event(.approved, by: .doctor))
                == ["patient: Appointment approved | Your appointment with Dr. Ada Lovelace on \(when) has been approved."])
        #expect(
            try lines(event(.completed, by: .doctor))
                == ["patient: Appointment completed | Your appointment with Dr. Ada Lovelace on \(when) has been completed."])
        #expect(
            try lines(event(.reopened, by: .doctor))
                == [
                    "patient: Appointment not completed | Your appointment with Dr. Ada Lovelace on \(when) had been marked as completed "
                        + "by mistake. It stands as approved."
                ])
        #expect(
            try lines(event(.reminder, by: .system))
                == ["patient: Appointment reminder | Reminder: you have an appointment with Dr. Ada Lovelace on \(when)."])
        for (minutes, words) in [
            (1_440, " in 24 hours"), (60, " in 1 hour"), (90, " in 90 minutes"), (1, " in 1 minute"), (119, " in 119 minutes"),
            (120, " in 2 hours"), (121, " in 2 hours and 1 minute"), (1_145, " in 19 hours and 5 minutes"), (0, ""), (-5, ""),
        ]
            as [(Int64, String)]
        {
            #expect(
                try lines(event(.reminder, by: .system) { $0.leadMinutes = minutes })
                    == [
                        "patient: Appointment reminder | Reminder:\(words) you have an appointment with Dr. Ada Lovelace on \(when)."
                    ])
        }
    }

    @Test("rejected: the patient, with the reason if there is one", arguments: [nil, "", "Not available at this time"])
    func rejected(reason: String?) throws {
        let quoted = reason == "Not available at this time" ? " Reason: Not available at this time" : ""
        #expect(
            try lines(event(.rejected, by: .doctor) { $0.rejectionReason = reason })
                == ["patient: Appointment declined | Your appointment with Dr. Ada Lovelace on \(when) has been declined.\(quoted)"]
        )
    }

    @Test(
        "cancelled: both, saying by whom",
        arguments: [
            (
                ActorRole.patient, "Appointment cancelled by patient",
                "You cancelled your appointment with Dr. Ada Lovelace on WHEN. Reason: ill",
                "The appointment with John Doe on WHEN was cancelled by patient John Doe. Reason: ill"
            ),
            (
                .doctor, "Appointment cancelled by doctor",
                "Your appointment with Dr. Ada Lovelace on WHEN was cancelled by doctor Ada Lovelace. Reason: ill",
                "You cancelled the appointment with John Doe on WHEN. Reason: ill"
            ),
            (
                .desk, "Appointment cancelled by the clinic",
                "Your appointment with Dr. Ada Lovelace on WHEN was cancelled by the clinic. Reason: ill",
                "The appointment with John Doe on WHEN was cancelled by the clinic. Reason: ill"
            ),
            (
                .admin, "Appointment cancelled by admin",
                "Your appointment with Dr. Ada Lovelace on WHEN was cancelled by an admin of the clinic. Reason: ill",
                "The appointment with John Doe on WHEN was cancelled by an admin of the clinic. Reason: ill"
            ),
            (
                .system, "Appointment cancelled by system",
                "Your appointment with Dr. Ada Lovelace on WHEN was cancelled by the system: "
                    + "nobody had answered the request when its time came."
                    + " Reason: ill",
                "The appointment with John Doe on WHEN was cancelled by the system: "
                    + "nobody had answered the request when its time came. Reason: ill"
            ),
        ])
    func cancelled(by role: ActorRole, title: String, patientMessage: String, doctorMessage: String) throws {
        #expect(
            try lines(event(.cancelled, by: role) { $0.cancellationReason = "ill" })
                == ["patient: \(title) | \(patientMessage)", "doctor: \(title) | \(doctorMessage)"].map { line in
                    line.split(separator: "WHEN", maxSplits: 1).joined(separator: when)
                })
    }

    @Test("rescheduled: the other one, with the old time when it is known")
    func rescheduled() throws {
        let date = try #require(CalendarDate("2026-12-14"))
        let time = try #require(WallTime("09:05"))
        let moved: (inout AppointmentEvent) -> Void = { event in
            event.previousDate = date
            event.previousTime = time
        }
        #expect(
            try lines(event(.rescheduled, by: .patient, moved)) == [
                "doctor: Appointment moved | The appointment with John Doe has been moved to \(when)"
                    + ", from Monday, 14 December 2026 at 09:05. "
                    + "It needs your approval."
            ])
        #expect(
            try lines(event(.rescheduled, by: .doctor, moved)) == [
                "patient: Appointment moved | Your appointment with Dr. Ada Lovelace has been moved to \(when)"
                    + ", from Monday, 14 December 2026 at 09:05."
            ])
        let byDesk = try event(.rescheduled, by: .desk) { $0.status = .approved }
        #expect(
            lines(byDesk) == [
                "patient: Appointment moved | Your appointment with Dr. Ada Lovelace has been moved by the clinic to \(when).",
                "doctor: Appointment moved | The appointment with John Doe has been moved by the clinic to \(when).",
            ])
        let approved = try event(.rescheduled, by: .admin) { $0.status = .approved }
        #expect(
            lines(approved) == [
                "patient: Appointment moved | Your appointment with Dr. Ada Lovelace has been moved to \(when).",
                "doctor: Appointment moved | The appointment with John Doe has been moved to \(when).",
            ])
    }

    @Test("whoever moved or rejected it is told by mail alone, where a calendar may hold it")
    func byMail() throws {
        for type in AppointmentEventType.allCases {
            for role in ActorRole.allCases {
                let event = try event(type, by: role)
                let (shown, all) = (NotificationText.make(event), NotificationText.all(event))
                #expect(Array(all.prefix(shown.count)) == shown && shown.allSatisfy(\.isForInbox))
                let mailed = all.dropFirst(shown.count)
                let isDoer = type == .rescheduled && (role == .patient || role == .doctor)
                #expect(
                    mailed.map(\.role) == (type == .rejected ? [.doctor] : isDoer ? [role == .doctor ? .doctor : .patient] : []))
                #expect(mailed.allSatisfy { !$0.isForInbox && $0.message.contains(when) && $0.message.hasPrefix("You ") })
                #expect(Set(all.map(\.recipient)).count == all.count)
            }
        }
    }

    @Test(
        "the time a visit was moved from names its zone when that is another one",
        arguments: [(nil, ""), ("Europe/Berlin", ""), ("America/New_York", " (America/New_York)")] as [(String?, String)])
    func zones(zone: String?, said: String) throws {
        let date = try #require(CalendarDate("2026-12-14"))
        let time = try #require(WallTime("09:05"))
        for role in [ActorRole.patient, .doctor, .admin] {
            let moved = try event(.rescheduled, by: role) { event in
                (event.previousDate, event.previousTime, event.previousTimeZone) = (date, time, zone)
            }
            for draft in NotificationText.all(moved) {
                #expect(draft.message.contains("to \(when), from Monday, 14 December 2026 at 09:05\(said)."), "\(draft.message)")
            }
        }
    }

    @Test(
        "who has looked is told to the one whom the event is for: the patient, or of an opened record an admin; never to the doctor"
    )
    func access() throws {
        let admin = UserID(UUIDValue(high: 7, low: 7))
        for type in [AppointmentEventType.viewed, .unsealed] {
            for (recipient, expected) in [(nil, [patient]), (patient, [patient]), (admin, [admin]), (doctor, [doctor])] {
                for name in [nil, "Alan Turing"] {
                    let event = try event(type, by: .admin) {
                        ($0.recipientID, $0.purpose, $0.actorName) = (recipient, "BTG", name)
                    }
                    let drafts = NotificationText.make(event)
                    // Whoever is not the patient is told as an admin, of what is to be reviewed.
                    let told = drafts.map(\.recipient)
                    #expect(told == (type == .viewed ? expected.filter { $0 == patient } : expected))
                    for draft in drafts {
                        #expect(draft.role == (draft.recipient == patient ? .patient : .admin))
                        #expect(draft.message.contains("Alan Turing") == (name != nil))
                        #expect(draft.message.contains("John Doe") == (draft.role == .admin))
                        #expect(type == .viewed || draft.message.contains("an emergency"))
                    }
                }
            }
        }
    }

    @Test("every message names the other one and the time, never why the patient comes", arguments: AppointmentEventType.allCases)
    func everyMessage(type: AppointmentEventType) throws {
        for role in ActorRole.allCases {
            let drafts = NotificationText.make(try event(type, by: role) { $0.reason = "private complaint" })
            #expect(!drafts.isEmpty || type == .rescheduled)
            for draft in drafts {
                if !type.isAboutAccess {
                    #expect(draft.message.contains(draft.role == .patient ? "Dr. Ada Lovelace" : "John Doe"))
                    #expect(draft.message.contains(when))
                }
                #expect(!draft.message.contains("private") && !draft.title.contains("private"))
                #expect(draft.title.count <= 255)
            }
        }
    }

    @Test(
        "a doctor who brings a title keeps it",
        arguments: [
            ("Dr. House", "Dr. House"), ("dr House", "dr House"), ("Prof. Minerva", "Prof. Minerva"),
            ("Drew Carey", "Dr. Drew Carey"),
        ])
    func titles(name: String, spelled: String) throws {
        let drafts = NotificationText.make(try event(.approved, by: .doctor) { $0.doctorName = name })
        #expect(drafts.first?.message.contains("with \(spelled) on") == true)
    }
}
