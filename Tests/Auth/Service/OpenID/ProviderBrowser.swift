import Contracts
import CoreHTTP
import Foundation
import Hosting
import HTTPWire
import ServiceRuntime
import TestSupport

@testable import AuthService

/// A browser between the service and a provider.
struct ProviderBrowser {
    let auth: AuthFixture
    let provider: IdentityProvider
    /// Where a sign-in begins.
    let path: String

    init(auth: AuthFixture, provider: IdentityProvider, path: String) {
        (self.auth, self.provider, self.path) = (auth, provider, path)
        // The provider's tokens are of today.
        auth.clock.advance(by: .seconds(WallClock.system.instant.seconds - auth.now.seconds))
    }

    func start() async -> Answer { await auth.send(.get, path) }

    /// The whole way of somebody whose claims are these.
    func signIn(_ subject: String, _ claims: JSONValue) async throws -> Answer {
        try await provider.know(subject, claims, on: auth.loop)
        let started = await start()
        return await comeBack(to: try await leave(started, as: subject), with: started)
    }

    /// Where the provider sends the browser back to.
    func leave(_ started: Answer, as subject: String) async throws -> String {
        try await provider.signIn(subject, at: started.fields["Location"] ?? "", on: auth.loop)
    }

    func comeBack(to url: String, with started: Answer) async -> Answer {
        let target = url.range(of: "/api/auth/").map { url[$0.lowerBound...] } ?? ""
        let parts = target.split(separator: "?", maxSplits: 1).map(String.init)
        return await auth.send(
            .get, parts.first ?? "", query: parts.last,
            fields: ["Cookie": "signInAttempt=\(started.cookie("signInAttempt").first ?? "")"])
    }
}

extension Answer {
    var location: String { fields["Location"] ?? "" }
    /// Why the front end is told that somebody did not come in.
    var signInError: String? { location.components(after: "signInError=") }
    /// Of a sign-in that waits for its second step.
    var mfaToken: String? { location.components(after: "#mfaToken=").map { String($0.prefix { $0 != "&" }) } }
    var accessCookie: String { cookie("accessToken").first ?? "" }
}

extension String {
    fileprivate func components(after mark: String) -> String? { range(of: mark).map { String(self[$0.upperBound...]) } }
}
