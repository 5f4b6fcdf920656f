package import Contracts

/// Who is told of an event, and in which words. Everything people read in their inbox about appointments is chosen here, and
/// written in `Locales`.
///
/// | event | patient | doctor |
/// |---|---|---|
/// | created | ● | ●, by mail if they booked it |
/// | approved, completed, reopened, reminder | ● | |
/// | rejected | ● | by mail |
/// | cancelled | ● | ● |
/// | rescheduled | ●, by mail if they moved it | ●, by mail if they moved it |
/// | viewed | ● if it is for them | |
/// | unsealed | ● if it is for them; else the admin whom it is for | |
///
/// Only by mail: what the recipient did themselves, and what would otherwise leave a wrong time in a calendar kept by mail.
/// Each message names the other person and the wall date and time with its zone. Reasons somebody gave for rejecting or
/// cancelling are quoted; the reason for the visit and the notes are not: they have no place on a lock screen.
package enum NotificationText {
    /// One draft for each recipient, the patient's first. `languages`: of those who have chosen one. `quotingReasons`: whether the
    /// reason that somebody gave is quoted.
    package static func make(
        _ event: AppointmentEvent, in languages: [UserID: Language] = [:], quotingReasons: Bool = true
    ) -> [NotificationDraft] {
        drafts(of: event, languages, quotingReasons) { $0.isForInbox }
    }

    /// The same, and the drafts that go by mail alone.
    package static func all(
        _ event: AppointmentEvent, in languages: [UserID: Language] = [:], quotingReasons: Bool = true
    ) -> [NotificationDraft] {
        make(event, in: languages, quotingReasons: quotingReasons) + drafts(of: event, languages, quotingReasons) { !$0.isForInbox }
    }

    private static func drafts(
        of event: AppointmentEvent, _ languages: [UserID: Language], _ quotesReasons: Bool, where isMeant: (News) -> Bool
    ) -> [NotificationDraft] {
        [Role.patient, .doctor, .admin].compactMap { role in
            guard let recipient = recipient(of: event, as: role), let news = news(of: event, for: role), isMeant(news) else {
                return nil
            }
            let language = languages[recipient] ?? .standard
            let wording = Wording(event, in: language)
            return NotificationDraft(
                recipient: recipient, role: role, language: language, title: wording.say(news.title),
                message: wording.say(news.message, because: quotesReasons ? news.reason : nil), isForInbox: news.isForInbox)
        }
    }

    /// Nil when it is for somebody else.
    private static func recipient(of event: AppointmentEvent, as role: Role) -> UserID? {
        let one = event.recipientID
        return switch role {
        // Without an account there is no inbox; who is told instead is for `audience` in the event to say.
        case .patient where event.patientHasAccount == false: nil
        case .patient: one == nil || one == event.patientID ? event.patientID : nil
        case .doctor: one == nil ? event.doctorID : nil
        case .admin: one == event.patientID ? nil : one
        case .desk: nil
        }
    }

    private static func news(of event: AppointmentEvent, for role: Role) -> News? {
        switch role {
        case .patient: forPatient(event)
        case .doctor: forDoctor(event)
        case .admin: event.type == .unsealed ? News(title: .glassTitle, message: .glass) : nil
        case .desk: nil
        }
    }

    /// What one recipient is told.
    private struct News {
        let title: Phrase
        let message: Phrase
        var reason: String?
        var isForInbox = true
    }

    private static func forPatient(_ event: AppointmentEvent) -> News? {
        switch event.type {
        case .created: News(title: .requestedTitle, message: .requested)
        case .approved: News(title: .approvedTitle, message: .approved)
        case .rejected: News(title: .rejectedTitle, message: .rejected, reason: event.rejectionReason)
        case .cancelled:
            News(
                title: .cancelledTitle, message: event.cancelledBy == .patient ? .cancelledByYou : .cancelled,
                reason: event.cancellationReason)
        case .completed: News(title: .completedTitle, message: .completed)
        case .reopened: News(title: .reopenedTitle, message: .reopened)
        case .rescheduled:
            event.actor.role == .patient
                ? News(title: .movedTitle, message: .movedByYou, isForInbox: false) : News(title: .movedTitle, message: .moved)
        case .reminder: News(title: .reminderTitle, message: .reminder)
        case .viewed: News(title: .viewedTitle, message: .viewed)
        case .unsealed: News(title: .unsealedTitle, message: .unsealed)
        }
    }

    private static func forDoctor(_ event: AppointmentEvent) -> News? {
        switch event.type {
        case .created: News(title: .newRequestTitle, message: .newRequest, isForInbox: event.bookedBy?.role != .doctor)
        case .rejected:
            News(title: .rejectedTitle, message: .visitRejectedByYou, reason: event.rejectionReason, isForInbox: false)
        case .cancelled:
            News(
                title: .cancelledTitle, message: event.cancelledBy == .doctor ? .visitCancelledByYou : .visitCancelled,
                reason: event.cancellationReason)
        case .rescheduled:
            event.actor.role == .doctor
                ? News(title: .movedTitle, message: .visitMovedByYou, isForInbox: false)
                : News(title: .movedTitle, message: .visitMoved)
        case .approved, .completed, .reopened, .reminder, .viewed, .unsealed: nil
        }
    }
}
