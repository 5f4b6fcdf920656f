import Foundation

/// The sources that these tests were built from.
enum Checkout {
    private static let root = (0..<5).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }

    static func path(_ path: String) -> String { root.appending(path: path).path }
}
