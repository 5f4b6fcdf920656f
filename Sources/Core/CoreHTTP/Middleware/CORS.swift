package import HTTPWire
package import Reactor

/// Cross-origin resource sharing (Fetch Standard, "CORS protocol") with credentials, for exactly the given origins: a page of one
/// of them may call us and read the answer. Any other origin gets an answer that its browser keeps from the page.
package struct CORS: Filter {
    private let origins: Set<String>
    private let methods: String
    private let requestFields: String
    private let exposedFields: String
    private let maxAge: Int

    /// `origins` as browsers write them: `https://clinic.example`, without a slash.
    package init(
        origins: [String], methods: [HTTPMethod] = [.get, .head, .post, .put, .patch, .delete],
        requestFields: [String] = [
            "Account-ID", "Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match", "traceparent",
        ],
        exposedFields: [String] = [
            "Account-ID", "ETag", "Link", "Location", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-ID",
        ],
        maxAge seconds: Int = 600
    ) {
        self.origins = Set(origins)
        self.methods = methods.map(\.name).joined(separator: ", ")
        self.requestFields = requestFields.joined(separator: ", ")
        self.exposedFields = exposedFields.joined(separator: ", ")
        maxAge = seconds
    }

    package func enter(_ request: Request) -> Response? { isPreflight(request) ? Response(.noContent) : nil }

    package func leave(_ request: Request, _ response: inout Response, since begun: MonotonicTime) {
        // Caches must not give one origin's answer to another.
        defer { response.fields.append("Vary", "Origin") }
        guard let origin = request.field(.origin), origins.contains(origin) else { return }
        response.fields.set("Access-Control-Allow-Origin", origin)
        response.fields.set("Access-Control-Allow-Credentials", "true")
        if isPreflight(request) {
            response.fields.set("Access-Control-Allow-Methods", methods)
            response.fields.set("Access-Control-Allow-Headers", requestFields)
            response.fields.set("Access-Control-Max-Age", "\(maxAge)")
        } else {
            response.fields.set("Access-Control-Expose-Headers", exposedFields)
        }
    }

    private func isPreflight(_ request: Request) -> Bool {
        request.method == .options && request.head.has(.origin) && request.head.has(.accessControlRequestMethod)
    }
}
