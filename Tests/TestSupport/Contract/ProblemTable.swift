package import CoreHTTP
import HTTPWire

/// Whether a service's problem codes are those of its contract, in both directions: the `Problem` schema lists every code beside its
/// status, and the refusals of the operations name them.
package enum ProblemTable {
    /// One line each.
    package static func violations(of table: [ProblemCode], against contract: APIContract) -> [String] {
        var violations: [String] = []
        for code in table where code.slug.contains(/[^a-z0-9_]/) || !(400...599).contains(code.status.code) || code.title.isEmpty {
            violations.append("\(code) is no slug with a status of 4xx or 5xx and a title")
        }
        let statuses = Dictionary(table.map { ($0.slug, $0.status.code) }) { first, second in
            if first != second { violations.append("a code has the statuses \(first) and \(second)") }
            return first
        }
        let documented = contract.problemCodes
        violations += statuses.filter { documented[$0.key] != $0.value }.map { "\($0.key) \($0.value) is not in the contract" }
        violations += documented.filter { statuses[$0.key] != $0.value }.map { "\($0.key) \($0.value) is in the contract alone" }
        for refusal in contract.refusals {
            let codes = refusal.words.filter { $0.contains("_") || statuses[$0] != nil }
            if codes.isEmpty { violations.append("\(refusal.place) names no code") }
            violations += codes.filter { statuses[$0] != refusal.status }.map { "\(refusal.place) names \($0)" }
        }
        return violations.sorted()
    }
}

extension APIContract {
    /// The statuses of all codes: the alternatives of the `Problem` schema.
    fileprivate var problemCodes: [String: Int] {
        var codes: [String: Int] = [:]
        for alternative in self["components", "schemas", "Problem", "oneOf"]?.elements ?? [] {
            guard let status = alternative["properties"]?["status"]?["const"]?.integer else { continue }
            for code in alternative["properties"]?["code"]?["enum"]?.elements ?? [] { codes[code.text ?? ""] = Int(status) }
        }
        return codes
    }

    /// The answers that are problems, with the words in backticks of their descriptions.
    fileprivate var refusals: [(place: String, status: Int, words: [String])] {
        var refusals: [(place: String, status: Int, words: [String])] = []
        for (template, item) in self["paths"]?.members ?? [] {
            for (method, operation) in item.members ?? [] {
                for (status, response) in operation["responses"]?.members ?? [] {
                    let response = resolved(response)
                    guard let status = Int(status), response["content"]?["application/problem+json"] != nil else { continue }
                    let words = (response["description"]?.text ?? "").matches(of: /`([a-z_]+)`/).map { String($0.output.1) }
                    refusals.append(("\(method.uppercased()) \(template), \(status)", status, words))
                }
            }
        }
        return refusals
    }
}
