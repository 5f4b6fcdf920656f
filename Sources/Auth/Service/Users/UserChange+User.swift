import AuthDomain
import Contracts

extension UserChange {
    /// What other services are told about an account.
    init(_ user: User) {
        self.init(
            id: user.id, version: user.version, name: user.name, role: user.role, active: user.takesPart, since: user.standingSince,
            language: user.language)
    }
}
