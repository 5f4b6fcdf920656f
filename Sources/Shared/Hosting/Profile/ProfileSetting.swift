package import ServiceRuntime

/// A setting of a few words that has another default in each profile.
///
/// ```swift
/// static let registration = ProfileSetting("STAFF_REGISTRATION", demo: StaffRegistration.open, clinic: .approval, help: "…")
///
/// static var keys: [any AnyConfigurationKey] { [registration.key] }
/// let registration = Self.registration.value(from: configuration)
/// ```
package struct ProfileSetting<Value: Sendable & RawRepresentable<String> & CaseIterable & Equatable>: AnyProfileSetting {
    package let key: ConfigurationKey<Value?>
    private let demo: Value
    private let clinic: Value

    package init(_ name: String, demo: Value, clinic: Value, help: String) {
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        self.demo = demo
        self.clinic = clinic
        key = ConfigurationKey(
            name, default: .some(nil), type: words, help: help,
            show: { _ in "\(demo.rawValue) in PROFILE=demo, \(clinic.rawValue) in clinic" }
        ) { text in
            Value(rawValue: text).map { .value($0) } ?? .invalid("must be one of \(words)")
        }
    }

    package func value(from configuration: Configuration) -> Value {
        if let value = configuration[key] { return value }
        return Profile(from: configuration) == .demo ? demo : clinic
    }

    package func deviation(from configuration: Configuration) -> String? {
        let value = value(from: configuration)
        return value == clinic ? nil : "\(key.name)=\(value.rawValue)"
    }
}

/// A setting of any type, for lists of them.
package protocol AnyProfileSetting: Sendable {
    /// `NAME=value` when it is not what `clinic` would make it.
    func deviation(from configuration: Configuration) -> String?
}
