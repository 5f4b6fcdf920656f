/// What auth writes to people by mail. The words are stored: they may be added to, not changed.
///
/// None contains a name, a time or anything that somebody typed: a stranger may have given the address. Only `staffRefused` does,
/// which goes to a confirmed address.
package enum Letter: String, Sendable, CaseIterable {
    // With a link.
    /// To set a new password.
    case recovery
    /// To show that an address belongs to its reader.
    case verification
    /// To the address that somebody wants instead of theirs.
    case newAddress = "new_address"
    /// To the old address; its link takes the change back.
    case addressChanged = "address_changed"
    /// To become a doctor, the desk or an admin.
    case invitation
    /// An admin is about to take the second factors away; its link stops that.
    case factorReset = "factor_reset"

    // With a code.
    /// For whoever signs in on a new device while the account's budget is used up.
    case deviceCode = "device_code"

    // News.
    /// To an old address that was not confirmed.
    case addressLeft = "address_left"
    /// In place of `recovery`, for an account that is signed in to through a provider alone.
    case recoveryByProvider = "recovery_by_provider"
    case passwordChanged = "password_changed"
    case passwordReset = "password_reset"
    case factorAdded = "factor_added"
    case factorRemoved = "factor_removed"
    case recoveryCodesMade = "recovery_codes_made"
    case providerLinked = "provider_linked"
    /// To somebody who has registered as a doctor: an admin has to approve; has approved; has refused.
    case staffWaiting = "staff_waiting"
    case staffApproved = "staff_approved"
    case staffRefused = "staff_refused"

    /// The name of its link in the page's address, and how many seconds it works from when it was asked for; nil without a link.
    package var link: (name: String, lifetimeSeconds: Int64)? {
        switch self {
        case .recovery: ("recover", 1_800)
        case .verification: ("verify", 6 * 86_400)
        case .newAddress: ("address", 86_400)
        case .addressChanged: ("undo", 7 * 86_400)
        case .factorReset: ("stop", 86_400)
        case .invitation: ("invite", Invitation.lifetimeSeconds)
        case .deviceCode, .addressLeft, .recoveryByProvider, .passwordChanged, .passwordReset, .factorAdded, .factorRemoved,
            .recoveryCodesMade, .providerLinked, .staffWaiting, .staffApproved, .staffRefused:
            nil
        }
    }

    /// How many seconds its link or code works; nil for news.
    package var lifetimeSeconds: Int64? { self == .deviceCode ? 600 : link?.lifetimeSeconds }

    /// The token stands in the fragment, which no server sees. Nil where it has no link.
    package func url(_ token: String, site: String) -> String? { link.map { "\(site)/link#\($0.name)=\(token)" } }
}
