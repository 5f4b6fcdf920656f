package import CoreHTTP
import HTTPWire

/// The entity tag of something whose answer changes with its version alone: `"3"`.
package enum VersionTag {
    package static func text(_ version: Int64) -> String { "\"\(version)\"" }

    /// Whether `If-Match` (RFC 9110 section 13.1.1) of the request, if there is one, holds for this version.
    package static func holds(_ request: Request, for version: Int64) -> Bool {
        guard let tags = request.list(.ifMatch), tags != ["*"] else { return true }
        return tags.contains(text(version))
    }
}
