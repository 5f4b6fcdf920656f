package import Contracts
package import CoreHTTP
import HTTPWire
package import Postgres
package import ServiceRuntime

/// Answers to POSTs with an `Idempotency-Key`, in the table `idempotency_keys` of the service's own database; kept for 24 h.
///
/// A claim names the id of what the request is about to make. A process that dies leaves its claim running; after 60 s a retry takes
/// it over together with that id, so whatever uses it as its primary key cannot be made twice, even when the first had committed.
package struct PostgresIdempotencyStore: IdempotencyStore {
    private let pool: PostgresPool
    private let ids: IdentifierSource
    private let clock: WallClock

    package static let retention: Int64 = 24 * 3_600
    package static let takeover: Int64 = 60

    /// How often to try when another request with the key commits at the same moment.
    private static let attempts = 5

    package init(pool: PostgresPool, ids: IdentifierSource, clock: WallClock) {
        self.pool = pool
        self.ids = ids
        self.clock = clock
    }

    package func begin(scope: IdempotencyScope, key: String, fingerprint: [UInt8]) async throws -> IdempotencyClaim {
        let now = clock.instant
        let reference: Identifier<Claim> = ids.next()
        let values: [PostgresValue] = [
            .text(scope.user), .text(scope.route), .text(key), .bytes(fingerprint), .id(reference), .instant(now),
            .instant(now.adding(seconds: -Self.retention)), .instant(now.adding(seconds: -Self.takeover)),
        ]
        for _ in 0..<Self.attempts {
            guard let found = try await pool.query(IdempotencyStatements.claim, values).first else { continue }
            let row = RowOf<ClaimColumn>(found)
            if try row.bool(.isClaimed) { return .claimed(reference: try Self.bytes(row.id(.reference) as Identifier<Claim>)) }
            guard try row.bytes(.requestHash) == fingerprint else { return .mismatch }
            guard let status = try row.intOrNil(.status) else { return .running }
            return .completed(Self.response(status, fields: try row.textOrNil(.fields) ?? "", body: try row.bytes(.body)))
        }
        return .running
    }

    package func finish(scope: IdempotencyScope, key: String, reference: [UInt8], with response: Response) async throws {
        let body: [UInt8]
        switch response.body {
        case .bytes(let bytes): body = bytes
        case .none: body = []
        default: return await abandon(scope: scope, key: key, reference: reference)
        }
        let fields = response.fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
        _ = try await pool.query(
            IdempotencyStatements.complete,
            [
                .text(scope.user), .text(scope.route), .text(key), .id(Self.id(reference)), .int(response.status.code),
                .text(fields),
                .bytes(body),
            ])
    }

    package func abandon(scope: IdempotencyScope, key: String, reference: [UInt8]) async {
        let values: [PostgresValue] = [.text(scope.user), .text(scope.route), .text(key), .id(Self.id(reference))]
        // If it cannot be freed now, it can be taken over after 60 s.
        _ = try? await pool.query(IdempotencyStatements.free, values)
    }

    /// Removes at most `limit` expired keys; returns how many it removed.
    package static func sweep(_ pool: PostgresPool, now: Instant, limit: Int) async throws(PostgresError) -> Int {
        try await pool.query(IdempotencyStatements.removeOld, [.instant(now.adding(seconds: -retention)), .int(limit)]).count
    }

    // MARK: -

    /// A claim's reference is an id of this; what it names is not made yet.
    private enum Claim {}

    private static func bytes(_ id: Identifier<Claim>) -> [UInt8] {
        [id.uuid.high, id.uuid.low].flatMap { word in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    private static func id(_ bytes: [UInt8]) -> Identifier<Claim> { Identifier(UUIDValue(reference: bytes)) }

    private static func response(_ status: Int, fields: String, body: [UInt8]) -> Response {
        var response = Response(HTTPStatus(code: status), body: .bytes(body))
        for line in fields.split(separator: "\n") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            response.fields.append(String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
        return response
    }
}

extension UUIDValue {
    /// From a claim's reference, 16 bytes.
    package init(reference bytes: [UInt8]) {
        precondition(bytes.count == 16, "a reference is a UUID")
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        self.init(high: word(bytes[..<8]), low: word(bytes[8...]))
    }
}
