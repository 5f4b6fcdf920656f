import Foundation
import ServiceRuntime
import Testing

@Suite("A process starts with all its settings right, or says everything that is wrong")
struct ConfigurationTests {
    static let port = ConfigurationKey<Int>("PORT", default: 3001, range: 0...65535, help: "TCP port to listen on.")
    static let database = ConfigurationKey<String>("DB_NAME", default: nil, help: "The database.")
    static let secure = ConfigurationKey<Bool>("SECURE", default: true, help: "Whether.")
    static let idle = ConfigurationKey<Duration>(
        "IDLE", default: .seconds(75), range: .seconds(1)...(.seconds(3600)), help: "How long.")
    static let secret = ConfigurationKey<Secret>(signing: "JWT_SECRET", help: "Signs.")
    static let password = ConfigurationKey<Secret>(password: "DB_PASSWORD", help: "Opens.").optional
    static let google = ConfigurationKey<String>("GOOGLE_CLIENT_ID", default: nil, help: "Google's.").optional
    static let brokers = ConfigurationKey<[HostPort]>("KAFKA_BROKERS", default: nil, defaultPort: 9092, help: "Kafka.")
    static let origins = ConfigurationKey<[WebOrigin]>(
        "FRONTEND_URL", default: WebOrigin("http://localhost:3010").map { [$0] }, help: "Ours.")
    static let mode = ConfigurationKey<String>("MODE", default: "fast", oneOf: ["fast", "safe"], help: "How.")
    static let proxies = ConfigurationKey<[String]>("TRUSTED_PROXIES", default: [], help: "Whom to believe.")
    static let all: [any AnyConfigurationKey] = [
        port, database, secure, idle, secret, password, google, brokers, origins, mode, proxies,
    ]

    static let right = ["DB_NAME": "auth_db", "JWT_SECRET": "0123456789abcdefghijklmnopqrstuv", "KAFKA_BROKERS": "k1"]

    private func read(_ changes: [String: String?]) throws(ConfigurationError) -> Configuration {
        var environment = Self.right
        for (name, value) in changes { environment[name] = value }
        return try ConfigurationReader(environment: environment).read(Self.all)
    }

    private func problems(_ changes: [String: String?]) -> [String] {
        do throws(ConfigurationError) {
            _ = try read(changes)
            return []
        } catch {
            guard case .problems(let problems) = error else { return ["\(error)"] }
            return problems
        }
    }

    @Test func defaultsStandForWhatIsUnsetOrEmpty() throws {
        for configuration in [try read([:]), try read(["PORT": "", "SECURE": "", "GOOGLE_CLIENT_ID": "", "MODE": ""])] {
            #expect(configuration[Self.port] == 3001)
            #expect(configuration[Self.secure])
            #expect(configuration[Self.idle] == .seconds(75))
            #expect(configuration[Self.google] == nil)
            #expect(configuration[Self.password]?.bytes == nil)
            #expect(configuration[Self.brokers] == [HostPort(host: "k1", port: 9092)])
            #expect(configuration[Self.origins].map(\.description) == ["http://localhost:3010"])
            #expect(configuration[Self.proxies].isEmpty)
        }
    }

    @Test func readsWhatIsSet() throws {
        let configuration = try read([
            "PORT": " 8080 ", "SECURE": "No", "IDLE": "2m", "DB_PASSWORD": " p w ", "GOOGLE_CLIENT_ID": "id", "MODE": "safe",
            "KAFKA_BROKERS": "a:1, [::1]:2,,c", "FRONTEND_URL": "https://Clinic.example/,http://127.0.0.1:3010",
            "TRUSTED_PROXIES": "10.0.0.0/8, ::1",
        ])
        #expect(configuration[Self.port] == 8080)
        #expect(!configuration[Self.secure])
        #expect(configuration[Self.idle] == .seconds(120))
        #expect(configuration[Self.password]?.bytes == Array(" p w ".utf8))
        #expect(configuration[Self.google] == "id")
        #expect(configuration[Self.mode] == "safe")
        #expect(configuration[Self.brokers].map(\.description) == ["a:1", "[::1]:2", "c:9092"])
        #expect(configuration[Self.origins].map(\.description) == ["https://clinic.example", "http://127.0.0.1:3010"])
        #expect(configuration[Self.proxies] == ["10.0.0.0/8", "::1"])
    }

    @Test func everythingWrongIsToldAtOnceAndNoSecretWithIt() {
        let told = problems([
            "PORT": "65536", "DB_NAME": nil, "SECURE": "maybe", "IDLE": "forever", "JWT_SECRET": "hunter2", "KAFKA_BROKERS": "a:b",
            "FRONTEND_URL": "clinic",
            "MODE": "Fast",
        ])
        #expect(
            told == [
                "PORT must lie in 0 to 65535, not \"65536\"",
                "DB_NAME must be set: text",
                "SECURE must be true or false, not \"maybe\"",
                "IDLE must be a duration like 250ms, 10s, 15m or 30d, not \"forever\"",
                "JWT_SECRET must have at least 32 bytes",
                "KAFKA_BROKERS must be a list of host:port, not \"a:b\"",
                "FRONTEND_URL must be a list of origins like https://clinic.example, not \"clinic\"",
                "MODE must be one of fast, safe, not \"Fast\"",
            ])
        let error = ConfigurationError.problems(told)
        #expect(error.description.split(separator: "\n").count == 9)
        #expect(!error.description.contains("hunter2"))
    }

    @Test(arguments: [("PORT", "0"), ("PORT", "65535"), ("IDLE", "1"), ("IDLE", "1h"), ("IDLE", "1000ms")])
    func boundsAreInclusive(name: String, text: String) {
        #expect(problems([name: text]).isEmpty)
    }

    @Test(arguments: [
        ("PORT", "-1"), ("PORT", "65536"), ("PORT", "80a"), ("PORT", "0x50"), ("PORT", "8 0"), ("PORT", "99999999999999999999"),
        ("IDLE", "999ms"), ("IDLE", "3601"),
        ("IDLE", "-5s"), ("IDLE", "5 s"), ("IDLE", "5S"), ("IDLE", "s"), ("IDLE", "1.5s"), ("IDLE", "9223372036854775807d"),
        ("KAFKA_BROKERS", ","), ("FRONTEND_URL", ","),
    ])
    func whatDoesNotFitIsRefused(name: String, text: String) {
        #expect(problems([name: text]).count == 1)
    }

    @Test(arguments: [
        ("250ms", Duration.milliseconds(250)), ("0", .zero), ("10s", .seconds(10)), ("15m", .seconds(900)),
        ("12h", .seconds(43_200)),
        ("30d", .seconds(2_592_000)), ("90", .seconds(90)),
    ])
    func durations(text: String, duration: Duration) throws {
        let key = ConfigurationKey<Duration>("D", default: nil, range: .zero...(.seconds(10_000_000)), help: "")
        #expect(try ConfigurationReader(environment: ["D": text]).read([key])[key] == duration)
    }

    @Test func theTableDocumentsEveryKey() {
        let text = ConfigurationTable.text([Self.port, Self.secret, Self.google, Self.idle])
        #expect(
            text == """
                PORT              integer, 0 to 65535       default 3001
                                  TCP port to listen on.
                JWT_SECRET        secret, 32 bytes or more  required
                                  Signs.
                GOOGLE_CLIENT_ID  text                      optional
                                  Google's.
                IDLE              duration, 1s to 1h        default 75s
                                  How long.

                """)
    }

    private func withFile(_ content: [UInt8], _ body: (String) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "clinic-secret-\(UUID().uuidString)")
        try Data(content).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file.path)
    }

    @Test(
        "a secret may stand in a file, whose last newline does not count",
        arguments: [("p w", "p w"), ("p\n", "p"), ("p\r\n", "p"), ("p\n\n", "p\n"), (" p ", " p "), ("a\nb", "a\nb")])
    func secretFile(content: String, secret: String) throws {
        try withFile(Array(content.utf8)) { path in
            for own in [nil, ""] as [String?] {
                let configuration = try read(["DB_PASSWORD": own, "DB_PASSWORD_FILE": path])
                #expect(configuration[Self.password]?.bytes == Array(secret.utf8))
            }
        }
    }

    @Test("what is wrong with secrets' files is told with all the rest, and nothing of what they hold") func wrongSecretFiles()
        throws
    {
        try withFile(Array("hunter2\n".utf8)) { path in
            #expect(
                problems([
                    "DB_PASSWORD": "hunter3", "DB_PASSWORD_FILE": path, "JWT_SECRET": nil, "JWT_SECRET_FILE": path, "PORT": "x",
                ]) == [
                    "PORT must be an integer, not \"x\"", "JWT_SECRET must have at least 32 bytes",
                    "DB_PASSWORD and DB_PASSWORD_FILE are both set: only one of them may be",
                ])
        }
        #expect(
            problems(["JWT_SECRET": nil, "JWT_SECRET_FILE": "/no/such", "DB_PASSWORD_FILE": "/"]) == [
                "JWT_SECRET_FILE names a file that cannot be read: No such file or directory: /no/such",
                "DB_PASSWORD_FILE names a file that cannot be read: Is a directory: /",
            ])
        for content in [[], Array("\n".utf8)] as [[UInt8]] {
            try withFile(content) { path in
                #expect(problems(["DB_PASSWORD_FILE": path]) == ["DB_PASSWORD_FILE names a file that is empty: \(path)"])
            }
        }
        try withFile([0xFF]) { path in
            #expect(problems(["DB_PASSWORD_FILE": path]) == ["DB_PASSWORD_FILE names a file that is not UTF-8: \(path)"])
        }
        try withFile([UInt8](repeating: 120, count: SettingsFile.sizeLimit + 1)) { path in
            #expect(
                problems(["DB_PASSWORD_FILE": path]) == ["DB_PASSWORD_FILE names a file that is larger than 65536 bytes: \(path)"])
        }
        #expect(problems(["DB_NAME_FILE": "/no/such"]).isEmpty, "only secrets stand in files")
    }

    @Test("rules are asked beside what is wrong by itself, which counts as unset there, and say nothing of it")
    func rules() throws {
        let rule = ConfigurationRule([Self.port, Self.mode]) { $0[Self.port] == 1 && $0[Self.mode] == "safe" ? ["not both"] : [] }
        let other = ConfigurationRule([Self.port, Self.mode]) { configuration in
            configuration[Self.mode] == "safe" && configuration[Self.port] != 1
                ? ["MODE is safe, but PORT is \(configuration[Self.port])", "MODE is safe, but EXPORT is unset"] : []
        }
        func told(_ changes: [String: String]) -> [String] {
            do throws(ConfigurationError) {
                _ = try ConfigurationReader(environment: Self.right.merging(changes) { $1 }).read(Self.all, rules: [rule, other])
                return []
            } catch {
                guard case .problems(let problems) = error else { return ["\(error)"] }
                return problems
            }
        }
        #expect(told(["PORT": "1"]) == [])
        #expect(told(["PORT": "1", "MODE": "safe"]) == ["not both"])
        #expect(told(["PORT": "1", "MODE": "safe", "SECURE": "?"]) == ["SECURE must be true or false, not \"?\"", "not both"])
        #expect(told(["PORT": "2", "MODE": "safe"]) == ["MODE is safe, but PORT is 2", "MODE is safe, but EXPORT is unset"])
        #expect(told(["PORT": "x", "MODE": "safe"]).dropFirst() == ["MODE is safe, but EXPORT is unset"])
        #expect(told(["PORT": "1", "MODE": "x"]).count == 1)
    }

    @Test func aKeyThatWasNotReadTraps() async {
        await #expect(processExitsWith: .failure) {
            let configuration = try ConfigurationReader(environment: [:]).read([ConfigurationTests.port])
            _ = configuration[ConfigurationTests.mode]
        }
    }
}
