enum GermanLetters: LetterWords {
    static func title(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "Neues Passwort setzen"
        case .verification: "E-Mail-Adresse bestätigen"
        case .newAddress: "Neue E-Mail-Adresse bestätigen"
        case .addressChanged, .addressLeft: "Ihre E-Mail-Adresse wurde geändert"
        case .recoveryByProvider: "Ihre Anmeldung"
        case .passwordChanged: "Ihr Passwort wurde geändert"
        case .passwordReset: "Sie haben ein neues Passwort"
        case .factorAdded: "Ein zweiter Faktor kam hinzu"
        case .factorRemoved: "Ein zweiter Faktor wurde entfernt"
        case .recoveryCodesMade: "Neue Wiederherstellungscodes"
        case .deviceCode: "Ihr Code zum Anmelden"
        case .factorReset: "Ihre zweiten Faktoren werden entfernt"
        case .providerLinked: "Ein Anmeldedienst wurde verknüpft"
        case .invitation: "Einladung zur Mitarbeit in der Praxis"
        case .staffWaiting: "Ihr Konto wartet auf Freigabe"
        case .staffApproved: "Ihr Konto ist freigegeben"
        case .staffRefused: "Ihr Konto wurde nicht freigegeben"
        }
    }

    static func lead(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "Jemand möchte für das Konto mit dieser Adresse ein neues Passwort setzen. Öffnen Sie dazu diesen Link:"
        case .verification:
            "Mit dieser Adresse wurde ein Konto angelegt. Um zu bestätigen, dass sie Ihnen gehört, öffnen Sie diesen Link:"
        case .newAddress: "Diese Adresse soll die eines Kontos werden. Um sie zu bestätigen, öffnen Sie diesen Link:"
        case .addressChanged:
            "Ihr Konto hat jetzt eine andere E-Mail-Adresse. Wenn Sie das nicht waren, machen Sie es mit diesem Link rückgängig:"
        case .addressLeft: "Ein Konto verwendet diese Adresse nicht mehr."
        case .recoveryByProvider:
            """
            Jemand möchte für das Konto mit dieser Adresse ein neues Passwort setzen. Es hat keines: Sie melden sich wie \
            bisher über einen Anbieter an.
            """
        case .passwordChanged: "Das Passwort Ihres Kontos wurde geändert, alle anderen Geräte wurden abgemeldet."
        case .passwordReset:
            "Das Passwort Ihres Kontos wurde über einen Link in einer E-Mail neu gesetzt, alle Geräte wurden abgemeldet."
        case .factorAdded:
            """
            Ihr Konto hat einen weiteren zweiten Faktor: Er wird von nun an bei der Anmeldung verlangt. Alle anderen Geräte \
            wurden abgemeldet.
            """
        case .factorRemoved: "Ein zweiter Faktor Ihres Kontos wurde entfernt. Alle anderen Geräte wurden abgemeldet."
        case .recoveryCodesMade: "Für Ihr Konto wurden neue Wiederherstellungscodes erzeugt; die bisherigen gelten nicht mehr."
        case .deviceCode:
            """
            Jemand möchte sich auf einem Gerät, das dafür neu ist, beim Konto mit dieser Adresse anmelden. Wenn Sie das sind, \
            geben Sie dort diesen Code ein:
            """
        case .factorReset:
            """
            Sie, oder jemand in Ihrem Namen, haben der Praxis gesagt, dass Ihre zweiten Faktoren verloren sind. Sie werden in 24 \
            Stunden entfernt, alle Geräte wurden abgemeldet. Wenn Sie das nicht waren oder sie wiedergefunden haben, halten Sie es \
            mit diesem Link auf:
            """
        case .providerLinked:
            "Ein Anmeldedienst wurde mit Ihrem Konto verknüpft: Sie können sich von nun an auch über ihn anmelden."
        case .invitation: "Die Praxis hat diese Adresse in ihr Team eingeladen. Um anzunehmen, öffnen Sie diesen Link:"
        case .staffWaiting:
            """
            Mit dieser Adresse wurde ein ärztliches Konto angelegt. Die Praxis sieht es sich erst an: Bis zur Freigabe kann \
            niemand es finden oder buchen.
            """
        case .staffApproved:
            """
            Die Praxis hat Ihr ärztliches Konto freigegeben: Von nun an kann man Sie finden und buchen. Legen Sie als \
            Nächstes Ihre Sprechzeiten fest.
            """
        case .staffRefused: "Die Praxis hat Ihr ärztliches Konto nicht freigegeben."
        }
    }

    static func note(_ letter: Letter) -> String {
        switch letter {
        case .recovery:
            """
            Der Link gilt einmal, 30 Minuten lang, in dem Browser, in dem er angefordert wurde. Wenn Sie das nicht waren, \
            tun Sie nichts: Ihr Passwort bleibt, wie es ist.
            """
        case .verification:
            """
            Der Link gilt 6 Tage, sobald Sie angemeldet sind. Wenn Sie kein Konto angelegt haben, tun Sie nichts: Sie \
            bekommen keine weiteren E-Mails.
            """
        case .newAddress: "Der Link gilt einen Tag, sobald Sie angemeldet sind. Wenn Sie das nicht waren, tun Sie nichts."
        case .addressChanged: "Der Link gilt 7 Tage. Er beendet auch alle Anmeldungen und lässt Sie ein neues Passwort setzen."
        case .addressLeft: "Wenn Ihnen das nichts sagt, ist nichts zu tun."
        case .recoveryByProvider: "Wenn Sie das nicht waren, ist nichts zu tun."
        case .passwordChanged, .passwordReset, .factorAdded, .factorRemoved, .recoveryCodesMade, .providerLinked:
            """
            Wenn Sie das nicht waren, setzen Sie sofort ein neues Passwort, mit „Passwort vergessen?“ auf der Anmeldeseite, \
            und sagen Sie es der Praxis.
            """
        case .deviceCode:
            """
            Der Code gilt einmal, 10 Minuten lang, in dem Browser, in dem er angefordert wurde; Ihr Passwort wird wie bisher \
            verlangt. Niemand in der Praxis fragt Sie je danach. Wenn Sie das nicht waren, tun Sie nichts.
            """
        case .factorReset: "Der Link gilt 24 Stunden. Eine Anmeldung mit einem zweiten Faktor hält es ebenfalls auf."
        case .invitation: "Der Link gilt einmal, 72 Stunden lang. Wenn Sie ihn nicht erwartet haben, tun Sie nichts."
        case .staffWaiting:
            """
            Es ist nichts zu tun: Sie bekommen eine E-Mail. Wenn Sie kein Konto angelegt haben, beachten Sie dies nicht.
            """
        case .staffApproved: "Wenn Ihnen das nichts sagt, sagen Sie es der Praxis."
        case .staffRefused: "Wenn Sie das für ein Versehen halten, fragen Sie die Praxis."
        }
    }
}
