import Foundation

/// The service's contract, shown at GET /openapi.yaml.
package enum OpenAPIFile {
    /// There is no such file, or it cannot be read.
    package struct Unreadable: Error, CustomStringConvertible {
        let path: String
        package var description: String { "\(path) cannot be read; set OPENAPI_FILE" }
    }

    package static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else { throw Unreadable(path: path) }
        return [UInt8](data)
    }
}
