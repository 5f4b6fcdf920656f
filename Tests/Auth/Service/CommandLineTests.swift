@testable import AuthService
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@Suite("The program auth") struct CommandLineTests {
    @Test("--help documents every setting, --version names the release")
    func help() throws {
        let help = try AuthProgram.run(["--help"], environment: ["JWT_SECRET": ""])
        #expect(help.status == 0)
        for key in AuthConfiguration.keys { #expect(help.output.contains("\n\(key.name) "), "\(key.name)") }
        #expect(!help.output.contains(AuthFixture.environment["INTERNAL_SECRET", default: "?"]))
        let version = try AuthProgram.run(["--version"])
        #expect(version.status == 0 && version.output == "auth \(BuildInfo.version)\n")
    }

    @Test("--check-config tells everything wrong at once, without a secret's value")
    func checkConfiguration() throws {
        let wrong = try AuthProgram.run(
            ["--check-config"],
            environment: ["JWT_SECRET": "your_jwt_secret", "INTERNAL_SECRET": "", "PORT": "http", "BCRYPT_ROUNDS": "99"])
        #expect(wrong.status == 1)
        for name in ["JWT_SECRET", "INTERNAL_SECRET", "PORT", "BCRYPT_ROUNDS"] {
            #expect(wrong.output.contains("- \(name) "), "\(name)")
        }
        #expect(!wrong.output.contains("your_jwt_secret"))
        #expect(try AuthProgram.run(["--check-config"]).status == 0)
    }

    @Test("wrong settings stop the start, with status 1")
    func wrongSettings() throws {
        let program = try AuthProgram.run(environment: ["JWT_REFRESH_SECRET": "short"])
        #expect(program.status == 1 && program.output.contains("JWT_REFRESH_SECRET must have at least 32 bytes"))
        let unreadable = try AuthProgram.run(environment: ["OPENAPI_FILE": "/nowhere.yaml"])
        #expect(unreadable.status == 1 && unreadable.output.contains("/nowhere.yaml"))
    }

    @Test("a taken port is said clearly, with status 1")
    func takenPort() async throws {
        try await onLoop { loop in
            let listener = try TCPListener(on: SocketAddress(.v4(0x7F00_0001), port: 0), loop: loop)
            defer { listener.close() }
            let program = try AuthProgram.run(environment: ["PORT": "\(listener.address.port)"])
            #expect(program.status == 1)
            #expect(program.output.contains("port \(listener.address.port) is taken by another program"))
        }
    }
}
