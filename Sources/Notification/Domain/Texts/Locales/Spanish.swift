enum Spanish: Catalogue {
    static let weekdays = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"]
    static let months = [
        "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
    ]
    static let clock = ClockFace.shortHours24

    static func message(_ phrase: Phrase) -> String {
        switch phrase {
        case .requestedTitle: "Cita solicitada"
        case .requested:
            """
            {booked, select, yes {La clínica ha solicitado para usted una cita con {doctor} el {when}.} \
            other {Su solicitud de cita se ha enviado. Pidió ver a {doctor} el {when}.}}
            """
        case .approvedTitle: "Cita aprobada"
        case .approved: "Su cita con {doctor} el {when} está aprobada."
        case .rejectedTitle: "Cita rechazada"
        case .rejected: "Su cita con {doctor} el {when} fue rechazada."
        case .cancelledTitle:
            """
            Cita cancelada{by, select, PATIENT { por la parte paciente} DOCTOR { por la parte médica} DESK { por la clínica} \
            ADMIN { por la clínica} SYSTEM { por el sistema} other {}}
            """
        case .cancelled:
            """
            Su cita con {doctor} el {when} fue cancelada {by, select, PATIENT {por la parte paciente ({patient})} \
            DOCTOR {por la parte médica ({name})} ADMIN {por la administración de la clínica} \
            SYSTEM {por el sistema: a esa hora la solicitud seguía sin respuesta} other {por la clínica}}.
            """
        case .cancelledByYou: "Usted canceló su cita con {doctor} el {when}."
        case .completedTitle: "Cita terminada"
        case .completed: "Su cita con {doctor} el {when} está terminada."
        case .reopenedTitle: "Cita no terminada"
        case .reopened: "Su cita con {doctor} el {when} se había marcado como terminada por error. Vuelve a estar aprobada."
        case .movedTitle: "Cita movida"
        case .moved:
            """
            Su cita con {doctor} {actor, select, DESK {fue movida por la clínica} other {se movió}} al {when}\
            {was, select, known {, antes el {before}} other {}}.
            """
        case .movedByYou:
            """
            Usted movió su cita con {doctor} al {when}{was, select, known {, antes el {before}} other {}}.\
            {status, select, PENDING { Espera aprobación.} other {}}
            """
        case .reminderTitle: "Recordatorio de su cita"
        case .reminder:
            """
            Recordatorio: {form, select, \
            hours {dentro de {hours, plural, one {# hora} many {# de horas} other {# horas}} } \
            minutes {dentro de {minutes, plural, one {# minuto} many {# de minutos} other {# minutos}} } \
            both {dentro de {hours, plural, one {# hora} many {# de horas} other {# horas}} y \
            {minutes, plural, one {# minuto} many {# de minutos} other {# minutos}} } other {}}\
            tiene una cita con {doctor} el {when}.
            """
        case .viewedTitle: "Alguien ha visto sus datos"
        case .viewed:
            """
            {actor, select, ADMIN {La administración de la clínica} DOCTOR {Personal médico de la clínica} other {La clínica}}\
            {named, select, yes { ({staff})} other {}} ha visto sus citas\
            {why, select, PATRQT {, a petición suya} HLEGAL {, por motivos legales} SYSADMIN {, para cuidar el sistema} other {}}. \
            «Quién ha visto mis datos», en su cuenta, lo muestra todo.
            """
        case .unsealedTitle: "Se ha abierto su ficha"
        case .unsealed:
            """
            {actor, select, ADMIN {La administración de la clínica} DOCTOR {Personal médico de la clínica} other {La clínica}}\
            {named, select, yes { ({staff})} other {}} ha abierto sus citas por poco tiempo, con motivos y notas: \
            {why, select, BTG {una urgencia} HLEGAL {por motivos legales} PATRQT {a petición suya} other {motivo desconocido}}. \
            Otra persona lo revisa. «Quién ha visto mis datos», en su cuenta, lo muestra todo.
            """
        case .glassTitle: "Acceso de urgencia: por revisar"
        case .glass:
            """
            {actor, select, ADMIN {Alguien de la administración} DOCTOR {Personal médico} other {Alguien}}\
            {named, select, yes { ({staff})} other {}} ha abierto las citas de {patient} por poco tiempo, con motivos y notas: \
            {why, select, BTG {una urgencia} HLEGAL {por motivos legales} PATRQT {a petición de la persona} other {motivo desconocido}}. \
            Otra persona de la administración debe revisarlo en 72 horas.
            """
        case .newRequestTitle: "Nueva solicitud de cita"
        case .newRequest:
            """
            Tiene una nueva solicitud de cita de {patient} para el {when}\
            {booked, select, yes {, hecha por la clínica} other {}}.
            """
        case .visitRejectedByYou: "Usted rechazó la cita con {patient} el {when}."
        case .visitCancelled:
            """
            La cita con {patient} el {when} fue cancelada {by, select, PATIENT {por la parte paciente ({patient})} \
            DOCTOR {por la parte médica ({name})} ADMIN {por la administración de la clínica} \
            SYSTEM {por el sistema: a esa hora la solicitud seguía sin respuesta} other {por la clínica}}.
            """
        case .visitCancelledByYou: "Usted canceló la cita con {patient} el {when}."
        case .visitMoved:
            """
            La cita con {patient} {actor, select, DESK {fue movida por la clínica} other {se movió}} al {when}\
            {was, select, known {, antes el {before}} other {}}.\
            {status, select, PENDING { Espera su aprobación.} other {}}
            """
        case .visitMovedByYou:
            "Usted movió la cita con {patient} al {when}{was, select, known {, antes el {before}} other {}}."
        case .because: "{text} Motivo: {reason}"
        case .doctor: "Dr. {name}"
        case .date: "{weekday}, {day} de {month} de {year}"
        case .moment: "{date}, {time}"
        case .zoned: "{moment} ({zone})"
        case .greeting: "Hola, {name}:"
        case .visitReason: "Motivo de la visita: {reason}"
        case .site: "Inicie sesión para ver más o para elegir qué correos recibe: {site}"
        case .calendarEntry: "Cita con {name}"
        }
    }
}
