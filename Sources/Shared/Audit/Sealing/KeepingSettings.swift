package import ServiceRuntime

/// How long entries of the access log are kept, and what they hold besides.
package struct KeepingSettings: Sendable {
    /// Days that details are kept for at least.
    static let shortestDetails = 30

    private static let day = Duration.seconds(86_400)

    package static let detailsKey = ConfigurationKey(
        "AUDIT_PRIVATE_RETENTION", default: day * 400, range: day * shortestDetails...day * 3_650,
        help:
            "How long the access log keeps addresses, programs and the words of searches; then they go and the entries stay, provable as before."
    )

    package static let keys: [any AnyConfigurationKey] = [detailsKey]

    /// Of addresses, programs and the words of searches.
    package var details: Duration

    package init(from configuration: Configuration) { details = configuration[Self.detailsKey] }
}
