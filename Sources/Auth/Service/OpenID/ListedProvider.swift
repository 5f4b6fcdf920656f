import CoreHTTP
import ServiceRuntime

/// One provider of OIDC_PROVIDERS:
///
/// ```json
/// [{"id": "hospital", "name": "Hospital", "issuer": "https://login.hospital.example", "clientId": "clinic", "clientSecret": "…",
///   "domains": ["hospital.example"]}]
/// ```
///
/// `domains` may be left out: the provider is then believed about every address, as Google is. `clientSecret` may be, for a client that
/// proves itself by PKCE alone.
struct ListedProvider: Sendable {
    static let key = ConfigurationKey<[ListedProvider]?>(
        "OIDC_PROVIDERS", default: .some(nil), type: "JSON list of providers", isSecret: true,
        help: "Further providers to sign in through: id, name, issuer, clientId, and if need be clientSecret and domains of each.",
        show: { _ in "" }
    ) { text in
        guard let json = try? JSONReader.parse(Array(text.utf8)) else { return .invalid("must be JSON") }
        do throws(ValidationErrors) { return .value(try rule.read(json)) } catch {
            return .invalid("is wrong: " + error.errors.map { "\($0.pointer) \($0.detail)" }.joined(separator: "; "))
        }
    }

    private static let rule = FieldRule.array(of: .object(ListedProvider.init(from:)), count: 0...16)
        .parsed(as: "without an id or an issuer twice") { listed in
            [listed.map(\.id), listed.map(\.issuer)].allSatisfy { Set($0).count == listed.count } ? listed : nil
        }

    let id: String
    let name: String
    let issuer: String
    let clientID: String
    let clientSecret: Secret?
    let domains: [String]

    private init(from decoder: consuming ObjectDecoder) throws(ValidationErrors) {
        let id = decoder.required("id", .string(1...32).parsed(as: "small letters, digits and hyphens, and not google", Self.id))
        let name = decoder.required("name", .trimmed(1...60))
        let issuer = decoder.required("issuer", .string(1...500).parsed(as: "an https URL without query", Self.issuer))
        let clientID = decoder.required("clientId", .string(1...500))
        let clientSecret = decoder.optional("clientSecret", .string(1...2_000))
        let domains = decoder.optional("domains", .array(of: .string(1...253), count: 0...100), default: [])
        decoder.rejectUnknown()
        let fields = try decoder.finish()
        (self.id, self.name, self.issuer, self.clientID) = (fields[id], fields[name], fields[issuer], fields[clientID])
        self.clientSecret = fields[clientSecret].map { Secret($0) }
        self.domains = fields[domains].map { $0.lowercased() }
    }

    private static func id(_ text: String) -> String? {
        text != OpenIDSettings.google && text.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789-".utf8.contains($0) }
            ? text : nil
    }

    /// Plain HTTP is for a provider on this machine.
    private static func issuer(_ text: String) -> String? {
        guard !text.contains(where: { $0 == "?" || $0 == "#" || $0.isWhitespace }) else { return nil }
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[1].isEmpty, let origin = WebOrigin("\(parts[0])//\(parts[2])"),
            origin.isSecure || origin.isLoopback
        else { return nil }
        return OpenIDSettings.withoutSlash(text)
    }
}
