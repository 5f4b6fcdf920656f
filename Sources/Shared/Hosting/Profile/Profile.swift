package import ServiceRuntime

/// What kind of installation the daemons run for; it decides what security settings are when nobody has set them.
///
/// `demo` is for trying out on one's own machine: everybody registers as what they like, any password goes. `clinic` is for people's
/// records. Unset: `demo` where the first FRONTEND_URL is on loopback, else `clinic`.
package enum Profile: String, CaseIterable, Sendable {
    case demo, clinic

    package static let key = ConfigurationKey<Profile?>(
        "PROFILE", default: .some(nil), type: "demo, clinic",
        help: "How strict other settings are unless set; unset: demo where the first FRONTEND_URL is on loopback, else clinic.",
        show: { _ in "" }
    ) { text in
        Profile(rawValue: text).map { .value($0) } ?? .invalid("must be one of demo, clinic")
    }

    package init(from configuration: Configuration) {
        let isLocal = configuration[SharedConfiguration.frontends].first?.isLoopback == true
        self = configuration[Self.key] ?? (isLocal ? .demo : .clinic)
    }

    /// One sentence for the log: which profile runs, and which of `settings` are not what `clinic` would make them.
    package static func summary(of settings: [any AnyProfileSetting], from configuration: Configuration) -> String {
        let others = settings.compactMap { $0.deviation(from: configuration) }
        let profile = "profile \(Profile(from: configuration).rawValue)"
        guard !others.isEmpty else { return "\(profile), as strict as clinic" }
        return "\(profile); other than in clinic: \(others.joined(separator: ", "))"
    }
}
