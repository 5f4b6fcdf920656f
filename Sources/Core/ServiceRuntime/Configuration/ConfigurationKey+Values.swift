/// Settings that are one plain value.
extension ConfigurationKey where Value == Int {
    package init(_ name: String, default standard: Int?, range: ClosedRange<Int>, help: String) {
        precondition(standard.map(range.contains) ?? true, "the default of \(name) is out of its range")
        let type = "integer, \(range.lowerBound) to \(range.upperBound)"
        self.init(name, default: standard, type: type, help: help, show: { String($0) }) { text in
            guard let number = Int(text) else { return .invalid("must be an integer") }
            guard range.contains(number) else { return .invalid("must lie in \(range.lowerBound) to \(range.upperBound)") }
            return .value(number)
        }
    }
}

extension ConfigurationKey where Value == Bool {
    package init(_ name: String, default standard: Bool?, help: String) {
        self.init(name, default: standard, type: "true or false", help: help, show: { String($0) }) { text in
            switch text.lowercased() {
            case "true", "yes", "on", "1": .value(true)
            case "false", "no", "off", "0": .value(false)
            default: .invalid("must be true or false")
            }
        }
    }
}

extension ConfigurationKey where Value == String {
    package init(_ name: String, default standard: String?, help: String) {
        self.init(name, default: standard, type: "text", help: help, show: { $0 }) { .value($0) }
    }

    /// One of a few words, spelled exactly so.
    package init(_ name: String, default standard: String?, oneOf words: [String], help: String) {
        precondition(standard.map(words.contains) ?? true, "the default of \(name) is not among its words")
        let type = words.joined(separator: ", ")
        self.init(name, default: standard, type: type, help: help, show: { $0 }) { text in
            words.contains(text) ? .value(text) : .invalid("must be one of \(type)")
        }
    }
}

extension ConfigurationKey where Value == String {
    /// The path of a file, which must be there, readable and not empty.
    package init(file name: String, help: String) {
        self.init(name, default: nil, type: "path", help: help, show: { $0 }) { path in
            do throws(SettingsFile.Failure) {
                return try SettingsFile.read(path).isEmpty ? .invalid("names a file that is empty") : .value(path)
            } catch { return .invalid("names a file that \(error)") }
        }
    }
}

extension ConfigurationKey where Value == Duration {
    /// Written as `250ms`, `10s`, `15m`, `12h` or `30d`; a bare number counts seconds.
    package init(_ name: String, default standard: Duration?, range: ClosedRange<Duration>, help: String) {
        precondition(standard.map(range.contains) ?? true, "the default of \(name) is out of its range")
        let bounds = "\(DurationText.format(range.lowerBound)) to \(DurationText.format(range.upperBound))"
        self.init(name, default: standard, type: "duration, \(bounds)", help: help, show: DurationText.format) { text in
            guard let duration = DurationText.parse(text) else { return .invalid("must be a duration like 250ms, 10s, 15m or 30d") }
            return range.contains(duration) ? .value(duration) : .invalid("must lie in \(bounds)")
        }
    }
}

extension ConfigurationKey where Value == Secret {
    /// A key that signs: at least 32 bytes and none of those everyone knows (see `Secret.Weakness`).
    package init(signing name: String, help: String) {
        self.init(name, default: nil, type: "secret, 32 bytes or more", isSecret: true, help: help, show: { _ in "" }) { text in
            let secret = Secret(text)
            guard let weakness = secret.weakness else { return .value(secret) }
            return .invalid(weakness.description)
        }
    }

    /// A password that someone else has chosen: any text.
    package init(password name: String, help: String) {
        self.init(name, default: nil, type: "secret", isSecret: true, help: help, show: { _ in "" }) { .value(Secret($0)) }
    }
}
