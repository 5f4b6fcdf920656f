/// What notifications and mails say. Each language has a message for each of them: `Locales`. Texts are gender-neutral.
///
/// | place | what |
/// |---|---|
/// | patient, doctor, name | whose visit it is; with whom, with title; with whom, without |
/// | when | day, time and zone of the visit |
/// | was, before | `known` and day and time before a move |
/// | status | of the visit: an AppointmentStatus |
/// | booked | `yes` when the clinic has booked it for the patient |
/// | by | who cancelled: an ActorRole, or nobody |
/// | actor, named, staff | who has moved or looked: an ActorRole, `yes` when there is a name, the name |
/// | why | a word of HL7's ActReason |
/// | form, hours, minutes | how far off a reminded visit is: `hours`, `minutes`, `both`, or `unknown` |
enum Phrase: String, Sendable, CaseIterable {
    // To the patient.
    case requestedTitle, requested
    case approvedTitle, approved
    case rejectedTitle, rejected
    /// To both.
    case cancelledTitle
    case cancelled, cancelledByYou
    case completedTitle, completed
    case reopenedTitle, reopened
    case movedTitle
    case moved, movedByYou
    case reminderTitle, reminder
    case viewedTitle, viewed
    case unsealedTitle, unsealed
    // To the doctor.
    case newRequestTitle, newRequest
    case visitRejectedByYou
    case visitCancelled, visitCancelledByYou
    case visitMoved, visitMovedByYou

    // To an admin.
    case glassTitle, glass

    // Parts of them.
    /// A sentence and why: text, reason.
    case because
    /// A doctor whose name has no title of its own.
    case doctor
    /// weekday, day, month, year.
    case date
    /// date, time.
    case moment
    /// moment, zone.
    case zoned

    // In mails.
    /// name.
    case greeting
    /// reason.
    case visitReason
    /// site.
    case site
    /// In calendars: with whom, name.
    case calendarEntry
}
