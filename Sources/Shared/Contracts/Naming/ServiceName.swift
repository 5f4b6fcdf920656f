/// The three daemons.
package enum ServiceName: String, Sendable, CaseIterable {
    case auth
    case appointment
    case notification
}
