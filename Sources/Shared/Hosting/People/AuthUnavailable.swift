package import CoreHTTP

/// Auth cannot be asked at the moment.
package struct AuthUnavailable: Error, Equatable {
    package enum Reason: Equatable, Sendable {
        case client(HTTPClientError)
        case status(Int)
        /// 200, but not an answer that we can read.
        case unreadable
    }

    package let reason: Reason

    package init(reason: Reason) { self.reason = reason }
}
