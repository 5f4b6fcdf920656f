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

    @Test("one secret for two purposes stops the start")
    func sameSecrets() throws {
        for name in ["JWT_SECRET_PREVIOUS", "JWT_REFRESH_SECRET", "INTERNAL_SECRET"] {
            for arguments in [[], ["--check-config"]] {
                let program = try AuthProgram.run(
                    arguments, environment: [name: AuthFixture.environment["JWT_SECRET", default: ""], "DB_PORT": "1"])
                #expect(program.status == 1 && program.output.contains("must all differ"), "\(name)")
            }
        }
    }

    @Test("create-admin makes an admin who can sign in, or gives an account the role; the password is no argument")
    func createAdmin() async throws {
        let address = try await Stores.shared.postgres(.auth)
        let database = [
            "DB_HOST": address.host, "DB_PORT": "\(address.port)", "DB_NAME": address.database, "DB_USER": address.user,
            "DB_PASSWORD": address.password, "ADMIN_PASSWORD": "correct horse",
        ]
        let email = "root\(UInt64.random(in: 0 ... .max))@example.com"
        let made = try AuthProgram.run(["create-admin", "--email", email], environment: database)
        #expect(made.status == 0 && made.output.contains("the admin \(email) was created"), "\(made.output)")
        let again = try AuthProgram.run(["create-admin", "--email", email], environment: database)
        #expect(again.status == 1 && again.output.contains("has an account"))
        let promoted = try AuthProgram.run(["create-admin", "--email", email, "--promote"], environment: database)
        #expect(promoted.status == 0 && promoted.output.contains("is an admin"))
        let nobody = try AuthProgram.run(["create-admin", "--email", "x\(email)", "--promote"], environment: database)
        #expect(nobody.status == 1 && nobody.output.contains("has no account"))
        // By standard input, which is empty here.
        let silent = try AuthProgram.run(
            ["create-admin", "--email", email], environment: database.merging(["ADMIN_PASSWORD": ""]) { $1 })
        #expect(silent.status == 1 && silent.output.contains("standard input has no password"))
        let short = try AuthProgram.run(
            ["create-admin", "--email", email], environment: database.merging(["ADMIN_PASSWORD": "short"]) { $1 })
        #expect(short.status == 1 && short.output.contains("password must have 8 to 128 characters"))
        for arguments in [["--email"], ["--password", "correct horse"], []] {
            #expect(try AuthProgram.run(["create-admin"] + arguments, environment: database).status == 2)
        }
        #expect(![made, again, promoted, short].contains { $0.output.contains("correct horse") })
    }

    @Test("create-admin refuses a password that is little more than the clinic's name, as registering does")
    func clinicsName() async throws {
        let address = try await Stores.shared.postgres(.auth)
        let made = try AuthProgram.run(
            ["create-admin", "--email", "root\(UInt64.random(in: 0 ... .max))@example.com"],
            environment: [
                "DB_HOST": address.host, "DB_PORT": "\(address.port)", "DB_NAME": address.database, "DB_USER": address.user,
                "DB_PASSWORD": address.password, "ADMIN_PASSWORD": "Brueckenpraxis1", "CLINIC_NAME": "Brueckenpraxis",
                "PASSWORD_POLICY": "strict",
            ])
        #expect(made.status == 1 && made.output.contains("little more than a name or a word of the clinic"), "\(made.output)")
    }

    @Test("verify-email vouches for the addresses of accounts, and says which has none")
    func verifyEmail() async throws {
        let address = try await Stores.shared.postgres(.auth)
        let database = [
            "DB_HOST": address.host, "DB_PORT": "\(address.port)", "DB_NAME": address.database, "DB_USER": address.user,
            "DB_PASSWORD": address.password, "ADMIN_PASSWORD": "correct horse",
        ]
        let emails = (0..<2).map { _ in "vera\(UInt64.random(in: 0 ... .max))@example.com" }
        for email in emails {
            #expect(try AuthProgram.run(["create-admin", "--email", email], environment: database).status == 0)
        }
        for _ in 0..<2 {
            let verified = try AuthProgram.run(
                ["verify-email", "--email", emails[0].uppercased(), "--email", emails[1]], environment: database)
            #expect(
                verified.status == 0 && emails.allSatisfy { verified.output.contains("\($0) is verified") }, "\(verified.output)")
        }
        let nobody = try AuthProgram.run(["verify-email", "--email", "x\(emails[0])"], environment: database)
        #expect(nobody.status == 1 && nobody.output.contains("has no account"))
        #expect(try AuthProgram.run(["verify-email", "--email", "nonsense"], environment: database).status == 1)
        for arguments in [[], ["--email"], ["--to", "x"]] {
            #expect(try AuthProgram.run(["verify-email"] + arguments, environment: database).status == 2)
        }
    }

    @Test("audit-key prints by which key the log is signed; without one that is said, and verify-audit has checked nothing")
    func audit() async throws {
        let address = try await Stores.shared.postgres(.auth)
        let database = [
            "DB_HOST": address.host, "DB_PORT": "\(address.port)", "DB_NAME": address.database, "DB_USER": address.user,
            "DB_PASSWORD": address.password, "ADMIN_PASSWORD": "correct horse",
        ]
        let email = "root\(UInt64.random(in: 0 ... .max))@example.com"
        #expect(try AuthProgram.run(["create-admin", "--email", email], environment: database).status == 0)
        let signed = database.merging(AuthFixture.signed) { $1 }
        let key = try AuthProgram.run(["audit-key"], environment: signed)
        #expect(key.status == 0 && key.output.hasPrefix("localhost/audit/auth+"), "\(key.output)")
        #expect(try AuthProgram.run(["audit-key"], environment: database).status == 1)
        let verdict = try AuthProgram.run(["verify-audit", "--json"], environment: database)
        #expect(verdict.status == 2 && verdict.output.contains(#""verdict":"not checked""#), "\(verdict.output)")
        #expect(try AuthProgram.run(["audit-proof", "x"], environment: signed).status == 1)
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
