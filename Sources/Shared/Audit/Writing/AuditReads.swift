import Hosting
package import ServiceRuntime

/// When somebody sees what they asked for of other people's data.
package enum AuditReads: String, CaseIterable, Sendable {
    /// When that they have seen it is committed.
    case strict
    /// At once; it is written within a second, like looks at one's own data.
    case deferred

    static let key = ConfigurationKey<String>(
        "AUDIT_READS", default: strict.rawValue, oneOf: allCases.map(\.rawValue),
        help:
            "Whether others' data are shown when their entry in the access log is committed (strict), or at once, with the entry within a second (deferred): what a daemon that is killed has shown last is then not recorded."
    )

    init(from configuration: Configuration) { self = AuditReads(rawValue: configuration[Self.key]) ?? .strict }

    /// For the line that says with which profile a daemon has started.
    package struct Setting: AnyProfileSetting {
        package init() {}

        package func deviation(from configuration: Configuration) -> String? {
            let reads = AuditReads(from: configuration)
            return reads == .strict ? nil : "\(AuditReads.key.name)=\(reads.rawValue)"
        }
    }
}
