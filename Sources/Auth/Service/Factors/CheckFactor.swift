import AuthDomain
import Contracts
import CoreHTTP
import Hosting

/// What somebody shows as a second factor; exactly one.
enum FactorProof: Sendable {
    case code(String)
    case recoveryCode(String)
    case passkey(ShownPasskey)

    /// The members of a body that may hold it.
    struct Fields {
        let totp: Field<String?>
        let recoveryCode: Field<String?>
        let assertion: Field<ShownPasskey?>
    }

    static func fields(of decoder: inout ObjectDecoder) -> Fields {
        Fields(
            totp: decoder.optional("totp", .string(1...100)), recoveryCode: decoder.optional("recoveryCode", .string(1...100)),
            assertion: decoder.optional("assertion", ShownPasskey.rule))
    }

    /// Nil when there is none, or several.
    init?(_ fields: Fields, in values: DecodedFields) {
        switch (values[fields.totp], values[fields.recoveryCode], values[fields.assertion]) {
        case (let code?, nil, nil): self = .code(code)
        case (nil, let code?, nil): self = .recoveryCode(code)
        case (nil, nil, let passkey?): self = .passkey(passkey)
        default: return nil
        }
    }
}

/// Checks a second factor that somebody shows. Everything that has to prove an account with a second factor goes through here.
struct CheckFactor {
    let app: AppFactor
    let codes: RecoveryCodes
    let passkeys: PasskeyCeremonies
    let events: SecurityEvents

    /// Returns what has been proven. Throws 401 `second_factor_refused`, the same for a wrong code, a used one and a factor that
    /// has to wait; 401 `passkey_refused`.
    func callAsFunction(_ proof: FactorProof, of user: UserID, on device: Device) async throws -> AuthenticationMethods {
        switch proof {
        case .passkey(let passkey): return try await passkeys.shown(passkey, by: user, on: device).methods
        case .code(let code):
            if try await app.take(code, of: user) { return [.oneTimeCode, .multiple] }
            await events.record(.factorFailed, of: user, from: device, detail: ["factor": "totp"])
        case .recoveryCode(let text):
            if let code = RecoveryCode(typed: text), try await codes.take(code, of: user) {
                await events.record(.recoveryCodeUsed, of: user, from: device)
                return [.oneTimeCode, .multiple]
            }
            await events.record(.factorFailed, of: user, from: device, detail: ["factor": "recovery_code"])
        }
        throw Self.refused
    }

    static var refused: Problem {
        Problem(.secondFactorRefused, "The code is wrong, was used, or came too often; wait for the next one.")
    }
}
