package import CoreHTTP
package import HTTPWire

/// An OpenTelemetry collector (OTLP over HTTP, JSON) that remembers what it was sent. Confined to its loop.
package final class Collector: @unchecked Sendable {  // loop-confined
    /// One received span, with the service of its resource.
    package struct Span: Sendable {
        package let service: String
        package let json: JSONValue
        package var name: String { json["name"]?.text ?? "" }
        package var trace: String { json["traceId"]?.text ?? "" }
        package var id: String { json["spanId"]?.text ?? "" }
        package var parent: String? { json["parentSpanId"]?.text }
        package var kind: Int64 { json["kind"]?.integer ?? 0 }
    }

    package private(set) var spans: [Span] = []
    /// Every body, as text.
    package private(set) var bodies: [String] = []
    /// What it answers.
    package var status: HTTPStatus = .ok
    package let router = Router()

    package init() {
        router.on(.post, "/v1/traces") { [unowned self] request in
            guard status == .ok else { return Response(status) }
            take(try request.json())
            bodies.append(String(decoding: request.body, as: UTF8.self))
            return .json { json in
                json.beginObject()
                json.endObject()
            }
        }
    }

    private func take(_ body: JSONValue) {
        for resource in body["resourceSpans"]?.elements ?? [] {
            let attributes = resource["resource"]?["attributes"]?.elements ?? []
            let service = attributes.first { $0["key"] == "service.name" }?["value"]?["stringValue"]?.text ?? ""
            for scope in resource["scopeSpans"]?.elements ?? [] {
                for span in scope["spans"]?.elements ?? [] { spans.append(Span(service: service, json: span)) }
            }
        }
    }
}
