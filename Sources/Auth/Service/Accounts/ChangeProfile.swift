import Access
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// Changes one's own name, phone, language and, for a doctor, specialization (RFC 7396: null clears, absent keeps). Anything else
/// is refused, above all what would give rights (`role`, `active`, `emailVerified`, `id`).
struct ChangeProfile {
    let users: UserStore
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 401 `session_revoked`, 422 with everything wrong, 503 `store_unavailable`.
    func callAsFunction(_ body: JSONValue, by principal: Principal, on device: Device) async throws -> User {
        let change = try read(body, as: principal.role)
        let user =
            change.isEmpty
            ? try await users.user(principal.userID)
            : try await users.change(
                principal.userID, to: change, at: clock.instant, entry: events.entry(by: principal, on: device))
        guard let user, user.active else { throw Authenticator.sessionRevoked }
        if change.concernsOthers { announcer.announce(user) }
        return user
    }

    private func read(_ body: JSONValue, as role: Role) throws(ValidationErrors) -> ProfileChange {
        var decoder = ObjectDecoder(body)
        let firstName = decoder.change("firstName", Self.name, clearable: false)
        let lastName = decoder.change("lastName", Self.name, clearable: false)
        let phone = decoder.change("phone", Self.blank(or: PhoneNumber.rule, PhoneNumber.init))
        let specialization = decoder.change("specialization", Self.blank(or: Specialization.rule, Specialization.init))
        let language = decoder.change("language", .choice(Language.self))
        if role != .doctor, let sent = body["specialization"], sent != .null, sent.text?.isEmpty != true {
            decoder.record("specialization", .rule, "is only for doctors")
        }
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        return ProfileChange(
            firstName: fields[firstName].applied(to: nil), lastName: fields[lastName].applied(to: nil),
            phone: fields[phone].replacement(), specialization: fields[specialization].replacement(),
            language: fields[language].replacement())
    }

    private static let name = FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text }
        .parsed(as: "valid: \(PersonName.rule)", PersonName.init)

    /// Nil for a text of blanks only: browsers send empty fields.
    private static func blank<Value>(or rule: String, _ read: @escaping @Sendable (String) -> Value?) -> FieldRule<Value?> {
        FieldRule<JSONValue>.json.parsed(as: "a text") { $0.text }
            .parsed(as: "valid: \(rule)") { text in
                text.allSatisfy(\.isWhitespace) ? .some(nil) : read(text).map { .some($0) }
            }
    }
}

extension FieldChange {
    /// Nil to keep, `.some(nil)` to clear.
    fileprivate func replacement<Wrapped>() -> Wrapped?? where Value == Wrapped? {
        switch self {
        case .keep: nil
        case .clear: .some(nil)
        case .set(let value): .some(value)
        }
    }

    /// Nil to keep, `.some(nil)` to clear.
    fileprivate func replacement() -> Value?? {
        switch self {
        case .keep: nil
        case .clear: .some(nil)
        case .set(let value): .some(value)
        }
    }
}
