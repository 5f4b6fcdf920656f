import HTTPWire
import OpenSSL

/// Whose key it is: keys of different users, or for different routes, have nothing to do with each other.
package struct IdempotencyScope: Sendable, Hashable {
    package let user: String
    package let route: String

    package init(user: String, route: String) {
        self.user = user
        self.route = route
    }
}

/// Where the answers to requests with an `Idempotency-Key` are kept.
package protocol IdempotencyStore {
    /// Claims the key for this request, or says what has become of it.
    func begin(scope: IdempotencyScope, key: String, fingerprint: [UInt8]) async throws -> IdempotencyClaim
    /// Keeps the answer for the key this process has claimed.
    func finish(scope: IdempotencyScope, key: String, reference: [UInt8], with response: Response) async throws
    /// Frees the key: its answer is not kept.
    func abandon(scope: IdempotencyScope, key: String, reference: [UInt8]) async
}

package enum IdempotencyClaim: Sendable {
    /// The key is new, or free again since its process died: carry the request out. The same reference comes with every attempt at
    /// the same request; the handler finds it in `Request.reference`.
    case claimed(reference: [UInt8])
    /// The answer to the same request, as it was.
    case completed(Response)
    /// The same request is being carried out.
    case running
    /// The key was used for another request.
    case mismatch
}

/// POST with `Idempotency-Key` is carried out once (draft-ietf-httpapi-idempotency-key-header-07): the same key and request get the
/// stored answer again, another request 422, one that is still running 409. Answers of 5xx are not kept, nor 401 and 429, which say to
/// come again, nor those that hand out a secret or a cookie: these requests are carried out again.
package struct Idempotency: Middleware {
    private static let longestKey = 255
    private static let comeAgain: Set = [401, 429]

    private let store: any IdempotencyStore
    private let scope: (Request) async -> IdempotencyScope?

    /// `scope` names whose key it is, such as user and route; nil for a request that takes no key.
    package init(_ store: any IdempotencyStore, scope: @escaping (Request) async -> IdempotencyScope?) {
        self.store = store
        self.scope = scope
    }

    package func concerns(_ request: Request) -> Bool { request.method == .post && request.head.has(.idempotencyKey) }

    package func respond(to request: Request, next: Next) async throws -> Response {
        guard let key = request.field(.idempotencyKey), let scope = await scope(request) else { return await next(request) }
        guard !key.isEmpty, key.utf8.count <= Self.longestKey else {
            throw Problem(.invalidParameter, "An Idempotency-Key has 1 to \(Self.longestKey) characters.")
        }
        let target = request.path + (request.head.query.map { "?" + $0 } ?? "")
        let fingerprint = Self.fingerprint(target: target, body: request.body)
        switch try await store.begin(scope: scope, key: key, fingerprint: fingerprint) {
        case .completed(let response): return response
        case .running:
            throw Problem(.requestInProgress, "A request with this Idempotency-Key is still running.")
        case .mismatch:
            throw Problem(.idempotencyKeyReused, "This Idempotency-Key was used for another request.")
        case .claimed(let reference):
            var request = request
            request.reference = reference
            let response = await next(request)
            let isFinal = response.status.code < 500 && !Self.comeAgain.contains(response.status.code)
            if isFinal, !response.isSecret, response.fields["set-cookie"] == nil {
                // The change is made and answered either way: a retry finds it by its reference.
                _ = try? await store.finish(scope: scope, key: key, reference: reference, with: response)
            } else {
                await store.abandon(scope: scope, key: key, reference: reference)
            }
            return response
        }
    }

    /// What makes two requests the same.
    package static func fingerprint(target: String, body: [UInt8]) -> [UInt8] {
        SHA256.hash(Array(target.utf8) + [0] + body)
    }
}
