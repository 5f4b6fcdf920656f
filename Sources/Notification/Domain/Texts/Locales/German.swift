enum German: Catalogue {
    static let weekdays = ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
    static let months = [
        "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember",
    ]
    static let clock = ClockFace.hours24

    static func message(_ phrase: Phrase) -> String {
        switch phrase {
        case .requestedTitle: "Termin angefragt"
        case .requested:
            """
            {booked, select, yes {Die Praxis hat für Sie einen Termin bei {doctor} am {when} angefragt.} \
            other {Ihre Terminanfrage ist abgeschickt. Sie möchten zu {doctor}, am {when}.}}
            """
        case .approvedTitle: "Termin zugesagt"
        case .approved: "Ihr Termin bei {doctor} am {when} ist zugesagt."
        case .rejectedTitle: "Termin abgelehnt"
        case .rejected: "Ihr Termin bei {doctor} am {when} wurde abgelehnt."
        case .cancelledTitle:
            """
            Termin abgesagt{by, select, PATIENT { von Patientenseite} DOCTOR { von ärztlicher Seite} \
            DESK { von der Praxis} ADMIN { von der Praxis} \
            SYSTEM { vom System} other {}}
            """
        case .cancelled:
            """
            Ihr Termin bei {doctor} am {when} wurde {by, select, PATIENT {von Patientenseite ({patient}) abgesagt} \
            DOCTOR {von ärztlicher Seite ({name}) abgesagt} ADMIN {von der Verwaltung der Praxis abgesagt} \
            SYSTEM {vom System abgesagt: Bis dahin war die Anfrage nicht beantwortet} other {von der Praxis abgesagt}}.
            """
        case .cancelledByYou: "Sie haben Ihren Termin bei {doctor} am {when} abgesagt."
        case .completedTitle: "Termin abgeschlossen"
        case .completed: "Ihr Termin bei {doctor} am {when} ist abgeschlossen."
        case .reopenedTitle: "Termin nicht abgeschlossen"
        case .reopened:
            "Ihr Termin bei {doctor} am {when} war versehentlich als abgeschlossen vermerkt. Er gilt wieder als zugesagt."
        case .movedTitle: "Termin verlegt"
        case .moved:
            """
            Ihr Termin bei {doctor} wurde{actor, select, DESK { von der Praxis} other {}} verlegt auf {when}\
            {was, select, known {, vorher {before}} other {}}.
            """
        case .movedByYou:
            """
            Sie haben Ihren Termin bei {doctor} verlegt auf {when}{was, select, known {, vorher {before}} other {}}.\
            {status, select, PENDING { Er wartet auf Zusage.} other {}}
            """
        case .reminderTitle: "Erinnerung an Ihren Termin"
        case .reminder:
            """
            Erinnerung: {form, select, hours {In {hours, plural, one {# Stunde} other {# Stunden}} haben Sie} \
            minutes {In {minutes, plural, one {# Minute} other {# Minuten}} haben Sie} \
            both {In {hours, plural, one {# Stunde} other {# Stunden}} und \
            {minutes, plural, one {# Minute} other {# Minuten}} haben Sie} \
            other {Sie haben}} einen Termin bei {doctor} am {when}.
            """
        case .viewedTitle: "Jemand hat Ihre Daten angesehen"
        case .viewed:
            """
            {actor, select, ADMIN {Die Verwaltung der Praxis} DOCTOR {Ärztliches Personal der Praxis} other {Die Praxis}}\
            {named, select, yes { ({staff})} other {}} hat Ihre Termine angesehen\
            {why, select, PATRQT {, auf Ihren eigenen Wunsch} HLEGAL {, aus rechtlichen Gründen} SYSADMIN {, zur Pflege des Systems} \
            other {}}. „Wer hat meine Daten angesehen“ in Ihrem Konto zeigt alles.
            """
        case .unsealedTitle: "Ihre Akte wurde geöffnet"
        case .unsealed:
            """
            {actor, select, ADMIN {Die Verwaltung der Praxis} DOCTOR {Ärztliches Personal der Praxis} other {Die Praxis}}\
            {named, select, yes { ({staff})} other {}} hat Ihre Termine für kurze Zeit geöffnet, mit Gründen und Notizen: \
            {why, select, BTG {ein Notfall} HLEGAL {aus rechtlichen Gründen} PATRQT {auf Ihren eigenen Wunsch} other {Grund unbekannt}}. \
            Jemand anderes prüft das. „Wer hat meine Daten angesehen“ in Ihrem Konto zeigt alles.
            """
        case .glassTitle: "Notfallzugriff: bitte prüfen"
        case .glass:
            """
            {actor, select, ADMIN {Jemand aus der Verwaltung} DOCTOR {Ärztliches Personal} other {Jemand}}\
            {named, select, yes { ({staff})} other {}} hat die Termine von {patient} für kurze Zeit geöffnet, mit Gründen und Notizen: \
            {why, select, BTG {ein Notfall} HLEGAL {aus rechtlichen Gründen} PATRQT {auf Wunsch der Person} other {Grund unbekannt}}. \
            Jemand anderes aus der Verwaltung muss das binnen 72 Stunden prüfen.
            """
        case .newRequestTitle: "Neue Terminanfrage"
        case .newRequest:
            """
            Sie haben eine neue Terminanfrage von {patient} für {when}\
            {booked, select, yes {, gestellt von der Praxis} other {}}.
            """
        case .visitRejectedByYou: "Sie haben den Termin mit {patient} am {when} abgelehnt."
        case .visitCancelled:
            """
            Der Termin mit {patient} am {when} wurde {by, select, PATIENT {von Patientenseite ({patient}) abgesagt} \
            DOCTOR {von ärztlicher Seite ({name}) abgesagt} ADMIN {von der Verwaltung der Praxis abgesagt} \
            SYSTEM {vom System abgesagt: Bis dahin war die Anfrage nicht beantwortet} other {von der Praxis abgesagt}}.
            """
        case .visitCancelledByYou: "Sie haben den Termin mit {patient} am {when} abgesagt."
        case .visitMoved:
            """
            Der Termin mit {patient} wurde{actor, select, DESK { von der Praxis} other {}} verlegt auf {when}\
            {was, select, known {, vorher {before}} other {}}.\
            {status, select, PENDING { Er wartet auf Ihre Zusage.} other {}}
            """
        case .visitMovedByYou:
            "Sie haben den Termin mit {patient} verlegt auf {when}{was, select, known {, vorher {before}} other {}}."
        case .because: "{text} Grund: {reason}"
        case .doctor: "Dr. {name}"
        case .date: "{weekday}, {day}. {month} {year}"
        case .moment: "{date} um {time}"
        case .zoned: "{moment} ({zone})"
        case .greeting: "Guten Tag, {name},"
        case .visitReason: "Grund des Besuchs: {reason}"
        case .site: "Mehr sehen Sie nach der Anmeldung. Dort wählen Sie auch, welche E-Mails Sie bekommen: {site}"
        case .calendarEntry: "Termin: {name}"
        }
    }
}
