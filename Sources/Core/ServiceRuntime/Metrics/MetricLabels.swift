/// The labels of one series, sorted by name.
struct MetricLabels: Hashable, Sendable {
    let pairs: [Pair]

    struct Pair: Hashable, Sendable {
        let name: String
        let value: String
    }

    init(_ labels: [String: String]) {
        pairs = labels.sorted { $0.key < $1.key }.map(Pair.init)
        for pair in pairs {
            let isAllowed = Self.isName(pair.name) && !pair.name.hasPrefix("__") && pair.name != "le"
            precondition(isAllowed, "no label can be called \(pair.name)")
        }
    }

    private init(pairs: [Pair]) { self.pairs = pairs }

    var names: [String] { pairs.map(\.name) }

    /// The series that stands for all those beyond the limit.
    var overflowing: MetricLabels { MetricLabels(pairs: pairs.map { Pair(name: $0.name, value: "overflow") }) }

    /// `[a-zA-Z_][a-zA-Z0-9_]*`
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"): true
            default: false
            }
        }
    }

    /// `{method="GET",route="/x"}`, or nothing without labels; `extra` comes last.
    func text(_ extra: (name: String, value: String)? = nil) -> String {
        var parts = pairs.map { "\($0.name)=\"\(Self.escape($0.value))\"" }
        if let extra { parts.append("\(extra.name)=\"\(extra.value)\"") }
        return parts.isEmpty ? "" : "{\(parts.joined(separator: ","))}"
    }

    /// Label values escape backslash, quote and line feed.
    private static func escape(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
