import Foundation

/// The program as an operator runs it, to its end.
enum AuthProgram {
    static let environment = AuthFixture.environment.merging([
        "PORT": "0", "HOST": "127.0.0.1", "MIGRATIONS_DIR": Checkout.path("sql/auth"),
        "OPENAPI_FILE": Checkout.path("api/auth.yaml"),
    ]) { $1 }

    /// `environment` is added to one that is complete; an empty value takes a setting away.
    static func run(_ arguments: [String] = [], environment: [String: String] = [:]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "auth")
        process.arguments = arguments
        process.environment = Self.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }
}
