package import CoreHTTP
import HTTPWire

/// The entity tag of something whose answer changes with its version alone: `"3"`.
package enum VersionTag {
    package static func text(_ version: Int64) -> String { "\"\(version)\"" }

    /// Whether `If-Match` of the request, if there is one, holds for this version.
    package static func holds(_ request: Request, for version: Int64) -> Bool {
        request.ifMatch?.contains(text(version)) ?? true
    }
}

extension Request {
    /// The entity tags of `If-Match` (RFC 9110 section 13.1.1), as they were sent; nil without that field, and for `*`: any will do.
    package var ifMatch: [String]? {
        guard let tags = list(.ifMatch), tags != ["*"] else { return nil }
        return tags
    }
}
