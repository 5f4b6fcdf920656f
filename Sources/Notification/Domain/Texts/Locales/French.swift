enum French: Catalogue {
    static let weekdays = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
    static let months = [
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
    ]
    static let clock = ClockFace.hours24

    /// The space before a colon is a no-break space.
    static func message(_ phrase: Phrase) -> String {
        switch phrase {
        case .requestedTitle: "Rendez-vous demandé"
        case .requested:
            """
            {booked, select, yes {La clinique a demandé pour vous un rendez-vous avec {doctor} le {when}.} \
            other {Votre demande de rendez-vous est envoyée. Vous souhaitez voir {doctor} le {when}.}}
            """
        case .approvedTitle: "Rendez-vous accepté"
        case .approved: "Votre rendez-vous avec {doctor} le {when} a été accepté."
        case .rejectedTitle: "Rendez-vous refusé"
        case .rejected: "Votre rendez-vous avec {doctor} le {when} a été refusé."
        case .cancelledTitle:
            """
            Rendez-vous annulé{by, select, PATIENT { par la personne soignée} DOCTOR { par le cabinet médical} \
            DESK { par la clinique} \
            ADMIN { par la clinique} SYSTEM { par le système} other {}}
            """
        case .cancelled:
            """
            Votre rendez-vous avec {doctor} le {when} a été annulé {by, select, PATIENT {par la personne soignée ({patient})} \
            DOCTOR {par le cabinet médical ({name})} ADMIN {par l’administration de la clinique} \
            SYSTEM {par le système\u{A0}: la demande était encore sans réponse à cette heure-là} other {par la clinique}}.
            """
        case .cancelledByYou: "Vous avez annulé votre rendez-vous avec {doctor} le {when}."
        case .completedTitle: "Rendez-vous terminé"
        case .completed: "Votre rendez-vous avec {doctor} le {when} est terminé."
        case .reopenedTitle: "Rendez-vous non terminé"
        case .reopened:
            "Votre rendez-vous avec {doctor} le {when} avait été noté comme terminé par erreur. Il est de nouveau accepté."
        case .movedTitle: "Rendez-vous déplacé"
        case .moved:
            """
            Votre rendez-vous avec {doctor} a été déplacé{actor, select, DESK { par la clinique} other {}} au {when}\
            {was, select, known {, auparavant le {before}} other {}}.
            """
        case .movedByYou:
            """
            Vous avez déplacé votre rendez-vous avec {doctor} au {when}{was, select, known {, auparavant le {before}} other {}}.\
            {status, select, PENDING { Il est en attente d’accord.} other {}}
            """
        case .reminderTitle: "Rappel de rendez-vous"
        case .reminder:
            """
            Rappel\u{A0}: {form, select, \
            hours {dans {hours, plural, one {# heure} many {# d’heures} other {# heures}}, } \
            minutes {dans {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}, } \
            both {dans {hours, plural, one {# heure} many {# d’heures} other {# heures}} et \
            {minutes, plural, one {# minute} many {# de minutes} other {# minutes}}, } other {}}\
            vous avez rendez-vous avec {doctor} le {when}.
            """
        case .viewedTitle: "Quelqu’un a consulté vos données"
        case .viewed:
            """
            {actor, select, ADMIN {L’administration de la clinique} DOCTOR {Un médecin de la clinique} other {La clinique}}\
            {named, select, yes { ({staff})} other {}} a consulté vos rendez-vous\
            {why, select, PATRQT {, à votre demande} HLEGAL {, pour des raisons légales} SYSADMIN {, pour l’entretien du système} other {}}. \
            « Qui a consulté mes données », dans votre compte, montre tout.
            """
        case .unsealedTitle: "Votre dossier a été ouvert"
        case .unsealed:
            """
            {actor, select, ADMIN {L’administration de la clinique} DOCTOR {Un médecin de la clinique} other {La clinique}}\
            {named, select, yes { ({staff})} other {}} a ouvert vos rendez-vous pour peu de temps, avec les motifs et les notes : \
            {why, select, BTG {une urgence} HLEGAL {pour des raisons légales} PATRQT {à votre demande} other {raison inconnue}}. \
            Quelqu’un d’autre l’examine. « Qui a consulté mes données », dans votre compte, montre tout.
            """
        case .glassTitle: "Accès d’urgence : à examiner"
        case .glass:
            """
            {actor, select, ADMIN {Un membre de l’administration} DOCTOR {Un médecin} other {Quelqu’un}}\
            {named, select, yes { ({staff})} other {}} a ouvert les rendez-vous de {patient} pour peu de temps, avec les motifs et les notes : \
            {why, select, BTG {une urgence} HLEGAL {pour des raisons légales} PATRQT {à la demande de la personne} other {raison inconnue}}. \
            Un autre membre de l’administration doit l’examiner sous 72 heures.
            """
        case .newRequestTitle: "Nouvelle demande de rendez-vous"
        case .newRequest:
            """
            Vous avez une nouvelle demande de rendez-vous\u{A0}: {patient}, le {when}\
            {booked, select, yes {, faite par la clinique} other {}}.
            """
        case .visitRejectedByYou: "Vous avez refusé le rendez-vous avec {patient} le {when}."
        case .visitCancelled:
            """
            Le rendez-vous avec {patient} le {when} a été annulé {by, select, PATIENT {par la personne soignée ({patient})} \
            DOCTOR {par le cabinet médical ({name})} ADMIN {par l’administration de la clinique} \
            SYSTEM {par le système\u{A0}: la demande était encore sans réponse à cette heure-là} other {par la clinique}}.
            """
        case .visitCancelledByYou: "Vous avez annulé le rendez-vous avec {patient} le {when}."
        case .visitMoved:
            """
            Le rendez-vous avec {patient} a été déplacé{actor, select, DESK { par la clinique} other {}} au {when}\
            {was, select, known {, auparavant le {before}} other {}}.\
            {status, select, PENDING { Il attend votre accord.} other {}}
            """
        case .visitMovedByYou:
            "Vous avez déplacé le rendez-vous avec {patient} au {when}{was, select, known {, auparavant le {before}} other {}}."
        case .because: "{text} Motif\u{A0}: {reason}"
        case .doctor: "Dr {name}"
        case .date: "{weekday} {day} {month} {year}"
        case .moment: "{date} à {time}"
        case .zoned: "{moment} ({zone})"
        case .greeting: "Bonjour {name},"
        case .visitReason: "Motif de la visite\u{A0}: {reason}"
        case .site: "Pour en voir plus, ou pour choisir les e-mails que vous recevez, connectez-vous\u{A0}: {site}"
        case .calendarEntry: "Rendez-vous avec {name}"
        }
    }
}
