import Access
import Audit
import AuthDomain
import Contracts
import CoreHTTP
import Hosting
import Postgres
import ServiceRuntime
import WebAuthn

/// Adds and removes one's own second factors. All other sessions end; this one is replaced by a new one, which has shown the new
/// factor.
struct ChangeFactors {
    let store: FactorStore
    let app: AppFactor
    let passkeys: PasskeyCeremonies
    let sessions: SessionIssuer
    let announcer: Announcer
    let events: SecurityEvents
    let clock: WallClock

    /// Throws 401 `second_factor_refused` for a code that is wrong or too old.
    func confirmApp(_ code: String, by principal: Principal, on device: Device) async throws -> FactorStore.Change {
        guard let match = try await app.match(code, of: principal.userID, isConfirmed: false) else {
            await events.record(
                .factorFailed, of: principal.userID, session: principal.sessionID, from: device, detail: ["factor": "totp"])
            throw CheckFactor.refused
        }
        return try await change(principal, on: device, .factorAdded, "totp", showing: [.oneTimeCode, .multiple]) { transaction in
            let values: [PostgresValue] = [
                .id(principal.userID), .instant(clock.instant), .int(Int(match.step)), .bytes(match.sealed),
            ]
            // This takes the code's step as well: the code that confirms cannot be used to sign in.
            guard try await transaction.query(FactorStatements.confirmApp, values).affectedRows == 1 else { throw Self.exists }
        }
    }

    /// Throws 404.
    func removeApp(by principal: Principal, on device: Device) async throws -> FactorStore.Change {
        try await change(principal, on: device, .factorRemoved, "totp", showing: []) { transaction in
            guard try await transaction.query(FactorStatements.deleteApp, [.id(principal.userID)]).affectedRows == 1 else {
                throw Problem(.notFound, "You have no authenticator app here.")
            }
        }
    }

    /// Throws 409 `passkey_exists`, 422 `passkey_not_accepted`.
    func addPasskey(
        _ name: String, clientData: [UInt8], attestationObject: [UInt8], by principal: Principal, on device: Device
    ) async throws -> FactorStore.Change {
        let made = try await passkeys.made(
            clientData: clientData, attestationObject: attestationObject, by: principal.userID)
        return try await change(principal, on: device, .factorAdded, "passkey", showing: made.methods) { transaction in
            try await PasskeyStore.add(made, of: principal.userID, named: name, at: clock.instant, in: transaction)
        }
    }

    /// Throws 404.
    func removePasskey(_ id: [UInt8]?, by principal: Principal, on device: Device) async throws -> FactorStore.Change {
        try await change(principal, on: device, .factorRemoved, "passkey", showing: []) { transaction in
            guard let id,
                try await transaction.query(PasskeyStatements.delete, [.bytes(id), .id(principal.userID)]).affectedRows == 1
            else { throw Problem(.notFound, "You have no passkey of this id.") }
        }
    }

    static var exists: Problem { Problem(.factorExists, "You have an authenticator app here; remove it first.") }

    private func change(
        _ principal: Principal, on device: Device, _ kind: SecurityEvent.Kind, _ factor: String,
        showing methods: AuthenticationMethods, act: (PostgresTransaction) async throws -> Void
    ) async throws -> FactorStore.Change {
        let now = clock.instant
        let change = try await store.change(
            principal.userID, kind == .factorAdded ? .addFactor : .removeFactor, entry: events.entry(by: principal, on: device),
            at: now, keepsFactor: sessions.requiresFactor(of:),
            session: { user in
                sessions.issue(
                    for: user, on: device, by: principal.methods.union(methods), at: now,
                    authenticatedAt: principal.authenticatedAt ?? now)
            }, tell: { try await events.tell(kind, to: principal.userID, in: $0) }, act: act)
        announcer.announce(change.revoked)
        await events.record(
            kind, of: principal.userID, session: change.signIn.session.id, from: device,
            detail: ["factor": factor, "revokedSessions": "\(change.revoked.count)"])
        return change
    }
}
