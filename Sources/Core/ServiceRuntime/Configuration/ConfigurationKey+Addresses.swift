/// Settings that name places in the network, and lists.
extension ConfigurationKey where Value == [String] {
    /// Texts between commas; blanks around them do not count, empty ones are dropped.
    package init(_ name: String, default standard: [String]?, help: String) {
        self.init(name, default: standard, type: "list", help: help, show: { $0.joined(separator: ",") }) { .value(split($0)) }
    }
}

extension ConfigurationKey where Value == [HostPort] {
    /// `host:port` between commas, at least one; `defaultPort` stands in where none is given.
    package init(_ name: String, default standard: [HostPort]?, defaultPort: Int? = nil, help: String) {
        let show = { (list: [HostPort]) in list.map(\.description).joined(separator: ",") }
        self.init(name, default: standard, type: "list of host:port", help: help, show: show) { text in
            let parts = split(text)
            let endpoints = parts.compactMap { HostPort($0, defaultPort: defaultPort) }
            guard !parts.isEmpty, endpoints.count == parts.count else { return .invalid("must be a list of host:port") }
            return .value(endpoints)
        }
    }
}

extension ConfigurationKey where Value == String {
    /// An http or https URL with a host. `example`: what a right one looks like.
    package init(url name: String, example: String, help: String) {
        self.init(name, default: nil, type: "http(s) URL", help: help, show: { $0 }) { text in
            let host =
                ["https://", "http://"].first { text.hasPrefix($0) }.map { text.dropFirst($0.count).prefix { $0 != "/" } } ?? ""
            return host.isEmpty ? .invalid("must be a URL like \(example)") : .value(text)
        }
    }
}

extension ConfigurationKey where Value == WebOrigin {
    package init(_ name: String, default standard: WebOrigin?, help: String) {
        self.init(name, default: standard, type: "http(s) origin", help: help, show: \.description) { text in
            WebOrigin(text).map { .value($0) } ?? .invalid("must be an origin like https://clinic.example")
        }
    }
}

extension ConfigurationKey where Value == [WebOrigin] {
    /// Origins between commas, at least one.
    package init(_ name: String, default standard: [WebOrigin]?, help: String) {
        let show = { (list: [WebOrigin]) in list.map(\.description).joined(separator: ",") }
        self.init(name, default: standard, type: "list of http(s) origins", help: help, show: show) { text in
            let parts = split(text)
            let origins = parts.compactMap { WebOrigin($0) }
            guard !parts.isEmpty, origins.count == parts.count else {
                return .invalid("must be a list of origins like https://clinic.example")
            }
            return .value(origins)
        }
    }
}

private func split(_ text: String) -> [String] {
    text.split(separator: ",").map { String($0.trimmingBlanks()) }.filter { !$0.isEmpty }
}
