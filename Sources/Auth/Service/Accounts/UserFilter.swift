import AuthDomain
import Contracts

/// Which accounts are listed; nil: any.
struct UserFilter: Sendable {
    var words: SearchWords?
    var role: Role?
    var active: Bool?
}
