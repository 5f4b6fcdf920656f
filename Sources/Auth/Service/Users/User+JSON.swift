import Access
import AuthDomain
import Contracts
import CoreHTTP

extension JSONWriter {
    /// An account as its owner sees it.
    mutating func value(_ user: User) {
        beginObject()
        field("id", user.id)
        field("email", user.email)
        field("firstName", user.firstName)
        field("lastName", user.lastName)
        field("role", user.role.rawValue)
        field("phone", user.phone)
        field("specialization", user.specialization)
        field("language", user.language?.rawValue)
        field("emailVerified", user.emailVerified)
        field("hasPassword", user.hasPassword)
        field("secondFactor", user.hasSecondFactor)
        field("approval", user.approval?.rawValue)
        field("approvalReason", user.approvalReason)
        field("active", user.active)
        field("version", user.version)
        field("createdAt", user.createdAt)
        field("updatedAt", user.updatedAt)
        endObject()
    }

    /// A doctor as shown to people who look for one.
    mutating func valueForDirectory(_ doctor: User) {
        beginObject()
        field("id", doctor.id)
        field("name", doctor.name)
        field("firstName", doctor.firstName)
        field("lastName", doctor.lastName)
        field("specialization", doctor.specialization)
        endObject()
    }

    /// `{id, name, role, active, email, emailVerified, language}`: an account as another daemon sees it.
    mutating func valueForService(_ user: User) {
        beginObject()
        field("id", user.id)
        field("name", user.name)
        field("role", user.role.rawValue)
        field("active", user.takesPart)
        field("email", user.email)
        field("emailVerified", user.emailVerified)
        field("language", user.language?.rawValue)
        endObject()
    }
}
