package import CoreHTTP
import Foundation
package import HTTPWire
import Synchronization
import Yams

/// A contract, `api/NAME.yaml` (OpenAPI 3.1; AsyncAPI 3.0 for the events), and whether an answer or a message keeps to it. Read once a
/// process.
package final class APIContract: Sendable {
    private static let known = Mutex<[String: APIContract]>([:])

    package static func of(_ service: String) -> APIContract {
        known.withLock { known in
            if let contract = known[service] { return contract }
            let contract = APIContract(service)
            known[service] = contract
            return contract
        }
    }

    private let document: JSONValue
    private let schemas: SchemaValidator

    private init(_ service: String) {
        let file = Stores.root.appending(path: "api/\(service).yaml")
        guard let text = try? String(contentsOf: file, encoding: .utf8), let node = try? Yams.compose(yaml: text) else {
            fatalError("\(file.path) is no YAML")
        }
        document = JSONValue(node)
        schemas = SchemaValidator(document) { file in APIContract.of(String(file.dropLast(".yaml".count))).schemas }
    }

    /// What is wrong with an answer, one line each: a status, content type, field or body that the contract does not describe, or
    /// an operation that is not there at all.
    package func violations(
        _ method: HTTPMethod, _ path: String, status: Int, fields: HTTPFields, body: [UInt8]
    ) -> [String] {
        let path = String(path.prefix { $0 != "?" })
        guard let item = item(path) else {
            return status == 404 || status == 400 ? [] : ["\(path) is not in the contract, and answers \(status)"]
        }
        let name = method == .head ? "get" : method.name.lowercased()
        guard let operation = item[name] else {
            return [405, 204].contains(status) ? [] : ["\(method.name) \(path) is not in the contract, and answers \(status)"]
        }
        guard let response = operation["responses"]?["\(status)"].map(schemas.resolved) else {
            return ["\(method.name) \(path): \(status) is not in the contract"]
        }
        var violations = headers(response, fields)
        if method != .head { violations += content(response, fields, body) }
        return violations.map { "\(method.name) \(path), \(status): \($0)" }
    }

    /// What is wrong with a message, by its name in the events' contract: `Hello`, `AppointmentEvent`.
    package func violations(ofMessage name: String, _ payload: JSONValue) -> [String] {
        guard let schema = document["components"]?["messages"]?[name]?["payload"] else { return ["no message is called \(name)"] }
        return schemas.violations(of: payload, against: schema, at: "").map { "\(name): \($0)" }
    }

    /// The members that a message of the events' contract may have.
    package func members(ofMessage name: String) -> Set<String> {
        guard let schema = document["components"]?["messages"]?[name]?["payload"] else { return [] }
        return Set(schemas.resolved(schema)["properties"]?.members?.map(\.name) ?? [])
    }

    /// Every `METHOD /template` with its documented statuses.
    package var operations: [String: Set<String>] {
        var operations: [String: Set<String>] = [:]
        for (template, item) in document["paths"]?.members ?? [] {
            for (method, operation) in item.members ?? [] where operation["responses"] != nil {
                operations["\(method.uppercased()) \(template)"] = Set(operation["responses"]?.members?.map(\.name) ?? [])
            }
        }
        return operations
    }

    /// The part of the document at these names.
    package subscript(_ names: String...) -> JSONValue? {
        names.reduce(document as JSONValue?) { part, name in part?[name] }
    }

    /// What `$ref` points to, or the value itself.
    package func resolved(_ value: JSONValue) -> JSONValue { schemas.resolved(value) }

    /// The path's item; a template without a parameter where the path has a word goes first.
    private func item(_ path: String) -> JSONValue? {
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        let candidates = (document["paths"]?.members ?? []).filter { template, _ in
            let parts = template.split(separator: "/", omittingEmptySubsequences: false)
            return parts.count == segments.count
                && zip(parts, segments).allSatisfy { $0 == $1 || ($0.hasPrefix("{") && !$1.isEmpty) }
        }
        return candidates.min { $0.name.count { $0 == "{" } < $1.name.count { $0 == "{" } }?.value
    }

    private func headers(_ response: JSONValue, _ fields: HTTPFields) -> [String] {
        var violations: [String] = []
        for (name, header) in response["headers"]?.members ?? [] {
            let header = schemas.resolved(header)
            guard let value = fields[name] else {
                if header["required"] == true { violations.append("the field \(name) is missing") }
                continue
            }
            guard let schema = header["schema"] else { continue }
            let isNumber = schemas.resolved(schema)["type"]?.text == "integer"
            let json = isNumber ? Int64(value).map(JSONValue.int) ?? .string(value) : .string(value)
            violations += schemas.violations(of: json, against: schema, at: name)
        }
        return violations
    }

    private func content(_ response: JSONValue, _ fields: HTTPFields, _ body: [UInt8]) -> [String] {
        guard let media = response["content"]?.members, !media.isEmpty else {
            return body.isEmpty
                ? [] : ["a body that the contract does not describe: \(String(decoding: body, as: UTF8.self).prefix(200))"]
        }
        let type = String((fields["Content-Type"] ?? "").prefix { $0 != ";" })
        guard let described = media.first(where: { $0.name == type }) else {
            return ["the content type \"\(type)\" is not described"]
        }
        guard type.hasSuffix("json"), let schema = described.value["schema"] else { return [] }
        guard let json = try? JSONReader.parse(body) else { return ["the body is no JSON"] }
        return schemas.violations(of: json, against: schema, at: "")
    }
}

extension JSONValue {
    /// Of an object, in their order.
    package var members: [(name: String, value: JSONValue)]? {
        guard case .object(let object) = self else { return nil }
        return object.members.map { ($0, $1) }
    }

    fileprivate init(_ node: Node) {
        switch node {
        case .mapping(let mapping):
            self = .object(JSONObject(mapping.map { ($0.key.scalar?.string ?? "", JSONValue($0.value)) }))
        case .sequence(let sequence): self = .array(sequence.map { JSONValue($0) })
        case .scalar(let scalar):
            switch node.tag.description.split(separator: ":").last {
            case "bool": self = .bool(node.bool ?? false)
            case "int": self = node.int.map { .int(Int64($0)) } ?? .string(scalar.string)
            case "float": self = node.float.map { .double($0) } ?? .string(scalar.string)
            case "null": self = .null
            default: self = .string(scalar.string)
            }
        default: self = .null
        }
    }
}

extension APIContract {
    /// The same of what a router has answered; what is streamed is not looked at.
    package func violations(_ request: Request, _ response: Response) -> [String] {
        let body: [UInt8]
        switch response.body {
        case .none: body = []
        case .bytes(let bytes): body = bytes
        default: return []
        }
        return violations(request.method, request.path, status: response.status.code, fields: response.fields, body: body)
    }
}
