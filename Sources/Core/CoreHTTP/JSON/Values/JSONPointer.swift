/// The place of a value in a document (RFC 6901): `/hours/2/from`; empty for the document itself.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    package static let root = JSONPointer(description: "")

    private init(description: String) { self.description = description }

    /// From a text that is a pointer already, as the domains' violations carry it.
    package init(validated text: String) { self.init(description: text) }

    /// The member `name`; `~` and `/` within it become `~0` and `~1`.
    package func appending(_ name: String) -> JSONPointer {
        var path = description + "/"
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": path += "~0"
            case "/": path += "~1"
            default: path.unicodeScalars.append(scalar)
            }
        }
        return JSONPointer(description: path)
    }

    /// The element at `index`.
    package func appending(_ index: Int) -> JSONPointer { JSONPointer(description: "\(description)/\(index)") }
}
