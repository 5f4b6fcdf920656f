@testable import Hosting
import ServiceRuntime
import Testing

@Suite("The profile")
struct ProfileTests {
    private enum Lock: String, CaseIterable, Sendable { case chain, bolt }
    private static let lock = ProfileSetting("LOCK", demo: Lock.chain, clinic: .bolt, help: "")

    private func read(_ environment: [String: String]) throws -> Configuration {
        try ConfigurationReader(environment: environment).read([Profile.key, SharedConfiguration.frontends, Self.lock.key])
    }

    @Test(
        "is the one that is set, else by where the first front end is",
        arguments: [
            ([:], Profile.demo), (["FRONTEND_URL": "http://127.0.0.1:3010"], .demo),
            (["FRONTEND_URL": "https://a.example"], .clinic),
            (["FRONTEND_URL": "http://localhost,https://a.example"], .demo),
            (["FRONTEND_URL": "https://a.example,http://localhost"], .clinic),
            (["FRONTEND_URL": "https://a.example", "PROFILE": "demo"], .demo), (["PROFILE": "clinic"], .clinic),
        ])
    func chosen(_ environment: [String: String], _ profile: Profile) throws {
        #expect(Profile(from: try read(environment)) == profile)
    }

    @Test("gives a setting its default, and the line at start names what clinic would make otherwise")
    func defaults() throws {
        for (environment, value, line) in [
            ([:], Lock.chain, "profile demo; other than in clinic: LOCK=chain"),
            (["PROFILE": "clinic"], .bolt, "profile clinic, as strict as clinic"),
            (["PROFILE": "clinic", "LOCK": "chain"], .chain, "profile clinic; other than in clinic: LOCK=chain"),
            (["LOCK": "bolt"], .bolt, "profile demo, as strict as clinic"),
        ] {
            let configuration = try read(environment)
            #expect(Self.lock.value(from: configuration) == value)
            #expect(Profile.summary(of: [Self.lock], from: configuration) == line)
        }
    }

    @Test("of another name is refused at start")
    func unknown() { #expect(throws: ConfigurationError.self) { try read(["PROFILE": "hospital"]) } }
}
