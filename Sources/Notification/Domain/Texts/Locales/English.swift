/// British English. Also for everybody who has chosen no language.
enum English: Catalogue {
    static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]
    static let clock = ClockFace.hours24

    static func message(_ phrase: Phrase) -> String {
        switch phrase {
        case .requestedTitle: "Appointment requested"
        case .requested:
            """
            {booked, select, yes {The clinic has asked for an appointment with {doctor} on {when} for you.} \
            other {Your appointment request has been submitted. You asked to see {doctor} on {when}.}}
            """
        case .approvedTitle: "Appointment approved"
        case .approved: "Your appointment with {doctor} on {when} has been approved."
        case .rejectedTitle: "Appointment declined"
        case .rejected: "Your appointment with {doctor} on {when} has been declined."
        case .cancelledTitle:
            """
            Appointment cancelled{by, select, PATIENT { by patient} DOCTOR { by doctor} DESK { by the clinic} ADMIN { by admin} \
            SYSTEM { by system} other {}}
            """
        case .cancelled:
            """
            Your appointment with {doctor} on {when} was cancelled by {by, select, PATIENT {patient {patient}} DOCTOR {doctor {name}} \
            ADMIN {an admin of the clinic} SYSTEM {the system: nobody had answered the request when its time came} other {the clinic}}.
            """
        case .cancelledByYou: "You cancelled your appointment with {doctor} on {when}."
        case .completedTitle: "Appointment completed"
        case .completed: "Your appointment with {doctor} on {when} has been completed."
        case .reopenedTitle: "Appointment not completed"
        case .reopened:
            "Your appointment with {doctor} on {when} had been marked as completed by mistake. It stands as approved."
        case .movedTitle: "Appointment moved"
        case .moved:
            """
            Your appointment with {doctor} has been moved{actor, select, DESK { by the clinic} other {}} to {when}\
            {was, select, known {, from {before}} other {}}.
            """
        case .movedByYou:
            """
            You moved your appointment with {doctor} to {when}{was, select, known {, from {before}} other {}}.\
            {status, select, PENDING { It waits for approval.} other {}}
            """
        case .reminderTitle: "Appointment reminder"
        case .reminder:
            """
            Reminder: {form, select, hours {in {hours, plural, one {# hour} other {# hours}} } \
            minutes {in {minutes, plural, one {# minute} other {# minutes}} } \
            both {in {hours, plural, one {# hour} other {# hours}} and {minutes, plural, one {# minute} other {# minutes}} } other {}}\
            you have an appointment with {doctor} on {when}.
            """
        case .viewedTitle: "Somebody looked at your data"
        case .viewed:
            """
            {actor, select, ADMIN {The administration of the clinic} DOCTOR {A doctor of the clinic} other {The clinic}}\
            {named, select, yes { ({staff})} other {}} has looked at your appointments\
            {why, select, PATRQT {, at your own request} HLEGAL {, on legal grounds} SYSADMIN {, looking after the system} other {}}. \
            “Who looked at my data” in your account shows all of it.
            """
        case .unsealedTitle: "Your record was opened"
        case .unsealed:
            """
            {actor, select, ADMIN {The administration of the clinic} DOCTOR {A doctor of the clinic} other {The clinic}}\
            {named, select, yes { ({staff})} other {}} has opened your appointments for a short time, with reasons and notes: \
            {why, select, BTG {an emergency} HLEGAL {on legal grounds} PATRQT {at your own request} other {no reason is known}}. \
            Somebody else reviews it. “Who looked at my data” in your account shows all of it.
            """
        case .glassTitle: "Emergency access: please review"
        case .glass:
            """
            {actor, select, ADMIN {An admin} DOCTOR {A doctor} other {Somebody}}{named, select, yes { ({staff})} other {}} has opened the \
            appointments of {patient} for a short time, with reasons and notes: \
            {why, select, BTG {an emergency} HLEGAL {on legal grounds} PATRQT {at the patient’s request} other {no reason is known}}. \
            Another admin has to review it within 72 hours.
            """
        case .newRequestTitle: "New appointment request"
        case .newRequest:
            """
            You have a new appointment request from {patient} for {when}\
            {booked, select, yes {, made by the clinic} other {}}.
            """
        case .visitRejectedByYou: "You declined the appointment with {patient} on {when}."
        case .visitCancelled:
            """
            The appointment with {patient} on {when} was cancelled by {by, select, PATIENT {patient {patient}} DOCTOR {doctor {name}} \
            ADMIN {an admin of the clinic} SYSTEM {the system: nobody had answered the request when its time came} other {the clinic}}.
            """
        case .visitCancelledByYou: "You cancelled the appointment with {patient} on {when}."
        case .visitMoved:
            """
            The appointment with {patient} has been moved{actor, select, DESK { by the clinic} other {}} to {when}\
            {was, select, known {, from {before}} other {}}.\
            {status, select, PENDING { It needs your approval.} other {}}
            """
        case .visitMovedByYou:
            "You moved the appointment with {patient} to {when}{was, select, known {, from {before}} other {}}."
        case .because: "{text} Reason: {reason}"
        case .doctor: "Dr. {name}"
        case .date: "{weekday}, {day} {month} {year}"
        case .moment: "{date} at {time}"
        case .zoned: "{moment} ({zone})"
        case .greeting: "Hello {name},"
        case .visitReason: "Reason for the visit: {reason}"
        case .site: "Sign in to see more, or to choose which e-mails you get: {site}"
        case .calendarEntry: "Appointment with {name}"
        }
    }
}
