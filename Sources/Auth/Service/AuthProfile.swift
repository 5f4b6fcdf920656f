import Audit
import AuthDomain
import Hosting
import ServiceRuntime

/// The settings of the auth service whose defaults go by PROFILE.
enum AuthProfile {
    static let staffRegistration = ProfileSetting(
        "STAFF_REGISTRATION", demo: StaffRegistration.open, clinic: .approval,
        help: "How doctors come: open by registering, approval once an admin approves, invited by an admin's invitation only.")
    static let passwordPolicy = ProfileSetting(
        "PASSWORD_POLICY", demo: PasswordPolicy.basic, clinic: .strict,
        help: "What a new password must be: basic takes any of 8 to 128 characters, strict none of the commonest.")
    static let factors = ProfileSetting(
        "MFA_REQUIRED", demo: FactorRequirement.none, clinic: .staff,
        help: "Who must have a second factor: none, staff (everybody but patients) or all.")

    static let settings: [any AnyProfileSetting] = [staffRegistration, passwordPolicy, factors]
    static let keys: [any AnyConfigurationKey] = [Profile.key, staffRegistration.key, passwordPolicy.key, factors.key]

    static func summary(from configuration: Configuration) -> String {
        Profile.summary(of: settings + [AuditReads.Setting()], from: configuration)
    }
}
