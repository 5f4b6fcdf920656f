import Foundation
import ServiceRuntime
import Testing

@Suite("An environment file completes the environment")
struct EnvironmentFileTests {
    @Test func readsEveryFormOfALine() throws {
        let text = #"""
            # comment
            PORT=3001
              HOST = localhost   # where
            export DB_NAME=auth_db
            EMPTY=
            HASH=a#b
            QUOTED="a \"b\" \\ \$ \n\t\r # c"   # d
            SINGLE='a "b" \n # c'
            EQUALS=a=b==
            _x9=é
            """# + "\r\nLAST=1\r\n"
        #expect(
            try EnvironmentFile.parse(text) == [
                "PORT": "3001", "HOST": "localhost", "DB_NAME": "auth_db", "EMPTY": "", "HASH": "a#b",
                "QUOTED": "a \"b\" \\ $ \n\t\r # c",
                "SINGLE": #"a "b" \n # c"#, "EQUALS": "a=b==", "_x9": "é", "LAST": "1",
            ])
    }

    @Test func namesEveryWrongLineAndShowsNone() {
        let text = "OK=1\nsecretvalue\n=x\n9A=1\nA B=1\nQ=\"open\nS='a' b\nE=\"\\x\"\n\nFINE=2"
        #expect(
            throws: ConfigurationError.problems(
                [2, 3, 4, 5, 6, 7, 8].map { "line \($0) of the environment file is not KEY=VALUE" })
        ) { try EnvironmentFile.parse(text) }
    }

    @Test func whatTheEnvironmentSetsItselfWins() throws {
        let path = NSTemporaryDirectory() + "environment-\(UInt64.random(in: 0 ... .max))"
        try "A=file\nB=file\nC=file\n".write(toFile: path, atomically: false, encoding: .utf8)
        defer { unlink(path) }
        let environment = try EnvironmentFile.completing(["ENV_FILE": path, "A": "own", "B": ""])
        #expect(environment == ["ENV_FILE": path, "A": "own", "B": "file", "C": "file"])
        #expect(try EnvironmentFile.completing(["A": "own"]) == ["A": "own"])
    }

    @Test func aFileThatCannotBeReadIsNamed() {
        #expect(throws: ConfigurationError.unreadableFile(path: "/nonexistent/env", code: ENOENT)) {
            try EnvironmentFile.completing(["ENV_FILE": "/nonexistent/env"])
        }
        #expect(throws: ConfigurationError.unreadableFile(path: "/", code: EISDIR)) {
            try EnvironmentFile.completing(["ENV_FILE": "/"])
        }
        #expect(throws: ConfigurationError.problems(["the environment file is larger than 65536 bytes"])) {
            try EnvironmentFile.completing(["ENV_FILE": "/dev/zero"])
        }
    }
}
