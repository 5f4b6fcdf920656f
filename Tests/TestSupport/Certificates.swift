import Foundation

/// A certificate authority made for a test, and what it has signed, as PEM files of a folder of their own.
package struct Certificates: Sendable {
    package let directory: String

    package var authority: String { file("ca.crt") }
    /// Made out to 127.0.0.1 and localhost.
    package var server: String { file("server.crt") }
    package var serverKey: String { file("server.key") }
    package var client: String { file("client.crt") }
    package var clientKey: String { file("client.key") }
    /// An authority that has signed nothing of these.
    package var stranger: String { file("stranger.crt") }

    private func file(_ name: String) -> String { directory + "/" + name }

    /// `client`: the name in the client's certificate.
    package static func use<Result: Sendable>(
        client: String = "client", _ body: @Sendable (Certificates) async throws -> Result
    ) async throws -> Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "clinic-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try await StoreProcess.run([Stores.file("scripts/lib/engines/certificates.sh"), directory, client])
        return try await body(Certificates(directory: directory))
    }
}
