import Access
import CoreHTTP
import HTTPWire
import Hosting
import Limits
import ServiceRuntime

/// How often one person may ask for grants, so that nobody tries one address after the other.
struct GrantLimit: Sendable {
    static let key = ConfigurationKey(
        "BREAK_GLASS_LIMIT", default: 20, range: 0...1_000_000,
        help: "Grants that one person asks for in an hour, refused ones too; 0: no limit.")

    private let policy: RateLimitPolicy?

    init(from configuration: Configuration) { self.init(configuration[Self.key]) }

    init(_ limit: Int) { policy = limit == 0 ? nil : RateLimitPolicy("break-glass", limit: limit, window: 3_600) }

    var policies: [RateLimitPolicy] { policy.map { [$0] } ?? [] }

    func charges(_ authenticator: Authenticator) -> RateLimitCharging? {
        guard let policy else { return nil }
        return { request in
            guard request.method == .post, request.route.template == GrantRoutes.template,
                let person = try? authenticator.principal(of: request)
            else { return nil }
            return [[RateLimitCharge(policy, "\(person.userID)")]]
        }
    }
}
