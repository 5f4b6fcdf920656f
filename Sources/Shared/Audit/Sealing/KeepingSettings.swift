package import ServiceRuntime

/// How long entries of the access log are kept, and what they hold besides.
package struct KeepingSettings: Sendable {
    /// Days that details are kept for at least.
    static let shortestDetails = 30
    /// And entries: three years, as Regulation (EU) 2025/327 has it.
    static let shortestEntries = 3 * 365 + 1

    private static let day = Duration.seconds(86_400)

    package static let detailsKey = ConfigurationKey(
        "AUDIT_PRIVATE_RETENTION", default: day * 400, range: day * shortestDetails...day * 3_650,
        help:
            "How long the access log keeps addresses, programs and the words of searches; then they go and the entries stay, provable as before."
    )

    package static let entriesKey = ConfigurationKey(
        "AUDIT_RETENTION", default: day * 2_192, range: day * shortestEntries...day * 18_263,
        help: "How long the access log keeps its entries; then whole months go.")

    package static let keys: [any AnyConfigurationKey] = [detailsKey, entriesKey]

    /// Of addresses, programs and the words of searches.
    package var details: Duration
    /// Of all the rest.
    package var entries: Duration

    package init(from configuration: Configuration) {
        details = configuration[Self.detailsKey]
        entries = configuration[Self.entriesKey]
    }
}
