import AuthDomain
import Basics
import Contracts
import CoreHTTP
import Hosting
import OpenSSL
import Postgres
import ServiceRuntime

/// Makes a browser known to an account by a code that is mailed to the account's address. It is for people on a new device while
/// strangers use up the guesses that the account has.
///
/// Neither step checks whether anybody has the address: a code is made for each, and it is mailed only if the address has an
/// account when the letter is about to leave. So answers and work are the same for all addresses.
struct ConfirmDevice {
    let pool: PostgresPool
    let letters: Letters
    let key: HMACSHA256
    let users: UserStore
    let events: SecurityEvents
    let ids: IdentifierSource
    let clock: WallClock

    /// Returns the cookie for the browser. Throws 409 `mail_off`, 422.
    func ask(_ body: JSONValue) async throws -> String {
        let request = try MailRequest(body)
        try letters.requireSending()
        let cookie = RecoverPassword.makeCookie()
        let letter: LetterID = ids.next()
        let now = clock.instant
        _ = try await pool.query(
            DeviceCodeStatements.ask,
            [
                .bytes(MailToken.digest(cookie)), .bytes(DeviceCode(of: letter.uuid, key).digest(cookie, key)),
                .text(request.email.description), .instant(now.adding(seconds: DeviceCode.lifetimeSeconds)), .id(letter),
                .text(request.language?.rawValue), .instant(now),
            ])
        return cookie
    }

    /// Returns the address of the account to which the browser is known now. Throws 401 `code_refused`, the same for a code that is
    /// wrong, used, too old, tried too often or of another browser; 422.
    func confirm(_ body: JSONValue, cookie: String?, on device: Device) async throws -> String {
        var decoder = ObjectDecoder(body)
        let code = decoder.required("code", .string(1...100))
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        let values: [PostgresValue] = [
            .bytes(MailToken.digest(cookie ?? "")), .bytes(DeviceCode.digest(fields[code], cookie ?? "", key)),
            .instant(clock.instant),
        ]
        guard let row = try await pool.query(DeviceCodeStatements.take, values).first.map({ RowOf<DeviceCodeColumn>($0) }),
            try row.bool(.isRight)
        else {
            throw Problem(.codeRefused, "The code is wrong or too old, was used, or was asked for in another browser.")
        }
        let address = try row.text(.address)
        let owner: Credentials? = if let email = EmailAddress(address) { try await users.credentials(of: email) } else { nil }
        await events.record(.deviceConfirmed, of: owner?.user.id, from: device)
        return address
    }

    func sweep() async throws(PostgresError) {
        _ = try await pool.query(DeviceCodeStatements.sweep, [.instant(clock.instant)])
    }
}
