enum FrenchLetters: LetterWords {
    static func title(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "Choisir un nouveau mot de passe"
        case .verification: "Confirmer votre adresse e-mail"
        case .newAddress: "Confirmer votre nouvelle adresse e-mail"
        case .addressChanged, .addressLeft: "Votre adresse e-mail a été changée"
        case .recoveryByProvider: "Votre connexion"
        case .passwordChanged: "Votre mot de passe a été changé"
        case .passwordReset: "Vous avez un nouveau mot de passe"
        case .factorAdded: "Un second facteur a été ajouté"
        case .factorRemoved: "Un second facteur a été retiré"
        case .recoveryCodesMade: "Nouveaux codes de secours"
        case .deviceCode: "Votre code de connexion"
        case .factorReset: "Vos seconds facteurs vont être retirés"
        case .providerLinked: "Un service de connexion a été lié"
        case .invitation: "Invitation à travailler au cabinet"
        case .staffWaiting: "Votre compte attend une validation"
        case .staffApproved: "Votre compte est validé"
        case .staffRefused: "Votre compte n’a pas été validé"
        }
    }

    static func lead(_ letter: Letter) -> String {
        switch letter {
        case .recovery:
            "Quelqu’un souhaite choisir un nouveau mot de passe pour le compte qui a cette adresse. Pour le faire, ouvrez ce lien :"
        case .verification: "Un compte a été créé avec cette adresse. Pour confirmer qu’elle est la vôtre, ouvrez ce lien :"
        case .newAddress: "Cette adresse doit devenir celle d’un compte. Pour la confirmer, ouvrez ce lien :"
        case .addressChanged:
            "Votre compte a maintenant une autre adresse e-mail. Si ce n’était pas vous, annulez le changement par ce lien :"
        case .addressLeft: "Un compte n’utilise plus cette adresse."
        case .recoveryByProvider:
            """
            Quelqu’un souhaite choisir un nouveau mot de passe pour le compte qui a cette adresse. Il n’en a pas : vous vous \
            connectez par un fournisseur, comme avant.
            """
        case .passwordChanged: "Le mot de passe de votre compte a été changé et tous les autres appareils ont été déconnectés."
        case .passwordReset:
            "Le mot de passe de votre compte a été remplacé par un lien reçu par e-mail et tous les appareils ont été déconnectés."
        case .factorAdded:
            """
            Un second facteur a été ajouté à votre compte : il sera demandé à chaque connexion. Tous les autres appareils \
            ont été déconnectés.
            """
        case .factorRemoved: "Un second facteur a été retiré de votre compte. Tous les autres appareils ont été déconnectés."
        case .recoveryCodesMade:
            "De nouveaux codes de secours ont été créés pour votre compte ; les précédents ne fonctionnent plus."
        case .deviceCode:
            """
            Quelqu’un souhaite se connecter au compte qui a cette adresse sur un appareil encore inconnu. Si c’est vous, \
            saisissez-y ce code :
            """
        case .factorReset:
            """
            Vous, ou quelqu’un en votre nom, avez dit au cabinet que vos seconds facteurs sont perdus. Ils seront retirés dans \
            24 heures et tous les appareils ont été déconnectés. Si ce n’était pas vous, ou si vous les avez retrouvés, \
            empêchez-le par ce lien :
            """
        case .providerLinked:
            "Un service de connexion a été lié à votre compte : vous pouvez désormais aussi vous connecter par lui."
        case .invitation: "Le cabinet a invité cette adresse à rejoindre son équipe. Pour accepter, ouvrez ce lien :"
        case .staffWaiting:
            """
            Un compte de médecin a été créé avec cette adresse. Le cabinet l’examine d’abord : jusqu’à sa validation, \
            personne ne peut le trouver ni y réserver.
            """
        case .staffApproved:
            """
            Le cabinet a validé votre compte de médecin : on peut désormais vous trouver et réserver. Définissez maintenant \
            vos horaires.
            """
        case .staffRefused: "Le cabinet n’a pas validé votre compte de médecin."
        }
    }

    static func note(_ letter: Letter) -> String {
        switch letter {
        case .recovery:
            """
            Le lien fonctionne une fois, pendant 30 minutes, dans le navigateur où il a été demandé. Si ce n’était pas vous, \
            ne faites rien : votre mot de passe reste le même.
            """
        case .verification:
            """
            Le lien fonctionne pendant 6 jours, une fois que vous êtes en ligne. Si vous n’avez pas créé de compte, ne \
            faites rien : vous ne recevrez pas d’autre e-mail.
            """
        case .newAddress:
            "Le lien fonctionne pendant un jour, une fois que vous êtes en ligne. Si ce n’était pas vous, ne faites rien."
        case .addressChanged:
            """
            Le lien fonctionne pendant 7 jours. Il met aussi fin à toutes les connexions et vous permet de choisir un \
            nouveau mot de passe.
            """
        case .addressLeft: "Si cela ne vous dit rien, il n’y a rien à faire."
        case .recoveryByProvider: "Si ce n’était pas vous, il n’y a rien à faire."
        case .passwordChanged, .passwordReset, .factorAdded, .factorRemoved, .recoveryCodesMade, .providerLinked:
            """
            Si ce n’était pas vous, choisissez tout de suite un nouveau mot de passe, par « Mot de passe oublié ? » sur la \
            page de connexion, et prévenez le cabinet.
            """
        case .deviceCode:
            """
            Le code fonctionne une fois, pendant 10 minutes, dans le navigateur où il a été demandé ; votre mot de passe est \
            demandé comme avant. Personne au cabinet ne vous le demandera jamais. Si ce n’était pas vous, ne faites rien.
            """
        case .factorReset: "Le lien fonctionne pendant 24 heures. Une connexion avec un second facteur l’empêche aussi."
        case .invitation: "Le lien fonctionne une fois, pendant 72 heures. Si vous ne l’attendiez pas, ne faites rien."
        case .staffWaiting:
            """
            Il n’y a rien à faire : vous recevrez un e-mail. Si vous n’avez pas créé de compte, ignorez ce message.
            """
        case .staffApproved: "Si cela ne vous dit rien, prévenez le cabinet."
        case .staffRefused: "Si vous pensez que c’est une erreur, demandez au cabinet."
        }
    }
}
