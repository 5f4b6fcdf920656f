enum EnglishLetters: LetterWords {
    static func title(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "Set a new password"
        case .verification: "Confirm your email address"
        case .newAddress: "Confirm your new email address"
        case .addressChanged, .addressLeft: "Your email address was changed"
        case .recoveryByProvider: "Your sign-in"
        case .passwordChanged: "Your password was changed"
        case .passwordReset: "You have a new password"
        case .factorAdded: "A second factor was added"
        case .factorRemoved: "A second factor was removed"
        case .recoveryCodesMade: "New recovery codes"
        case .deviceCode: "Your code to sign in"
        case .factorReset: "Your second factors are to be removed"
        case .providerLinked: "A sign-in service was linked"
        case .invitation: "You are invited to work at the clinic"
        case .staffWaiting: "Your account waits for approval"
        case .staffApproved: "Your account is approved"
        case .staffRefused: "Your account was not approved"
        }
    }

    static func lead(_ letter: Letter) -> String {
        switch letter {
        case .recovery: "Somebody asked to set a new password for the account with this address. To do so, open this link:"
        case .verification: "An account was made with this address. To confirm that it is yours, open this link:"
        case .newAddress: "This address is to become that of an account. To confirm it, open this link:"
        case .addressChanged: "Your account has another email address now. If it was not you, take it back with this link:"
        case .addressLeft: "An account no longer uses this address."
        case .recoveryByProvider:
            """
            Somebody asked to set a new password for the account with this address. It has none: you sign in through a \
            provider, as before.
            """
        case .passwordChanged: "The password of your account was changed, and all other devices were signed out."
        case .passwordReset: "The password of your account was set anew through a link in a mail, and all devices were signed out."
        case .factorAdded:
            "A second factor was added to your account: from now on signing in takes it, too. All other devices were signed out."
        case .factorRemoved: "A second factor was removed from your account. All other devices were signed out."
        case .recoveryCodesMade: "New recovery codes were made for your account; the ones before do not work any more."
        case .deviceCode:
            "Somebody wants to sign in to the account with this address on a device that is new to it. If it is you, type this code there:"
        case .factorReset:
            """
            You, or somebody in your name, told the clinic that your second factors are lost. They will be removed in 24 hours, \
            and all devices were signed out. If it was not you, or you have found them, stop it with this link:
            """
        case .providerLinked: "A sign-in service was linked to your account: from now on you can sign in through it, too."
        case .invitation: "The clinic has invited this address to its staff. To accept, open this link:"
        case .staffWaiting:
            """
            An account for a doctor was made with this address. The clinic looks at it first: until it is approved, nobody \
            can find or book it.
            """
        case .staffApproved:
            """
            The clinic has approved your account as a doctor: from now on patients can find and book you. Set your working \
            hours next.
            """
        case .staffRefused: "The clinic has not approved your account as a doctor."
        }
    }

    static func note(_ letter: Letter) -> String {
        switch letter {
        case .recovery:
            """
            The link works once, for 30 minutes, in the browser in which it was asked for. If it was not you, do nothing: \
            your password stays as it is.
            """
        case .verification:
            "The link works for 6 days, once you have signed in. If you made no account, do nothing: you will get no further mail."
        case .newAddress: "The link works for a day, once you have signed in. If you did not ask for it, do nothing."
        case .addressChanged: "The link works for 7 days. It also ends all sign-ins and lets you set a new password."
        case .addressLeft: "If this means nothing to you, there is nothing to do."
        case .recoveryByProvider: "If it was not you, there is nothing to do."
        case .passwordChanged, .passwordReset, .factorAdded, .factorRemoved, .recoveryCodesMade, .providerLinked:
            "If it was not you, set a new password at once, by “Forgotten your password?” on the sign-in page, and tell the clinic."
        case .deviceCode:
            """
            The code works once, for 10 minutes, in the browser in which it was asked for; your password is asked for as before. \
            Nobody at the clinic will ever ask you for it. If it was not you, do nothing.
            """
        case .factorReset: "The link works for 24 hours. Signing in with a second factor stops it, too."
        case .invitation: "The link works once, for 72 hours. If you did not expect it, do nothing."
        case .staffWaiting: "There is nothing to do: you will get a mail. If you made no account, ignore this."
        case .staffApproved: "If this means nothing to you, tell the clinic."
        case .staffRefused: "If you think that this is a mistake, ask the clinic."
        }
    }
}
