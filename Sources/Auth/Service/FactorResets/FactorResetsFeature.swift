import CoreHTTP
import Hosting
import HTTPWire

/// Lost second factors: an admin asks for their removal (`AdminRoutes`), the owner can stop it, and a day later they are removed.
struct FactorResetsFeature: Feature {
    private static let interval = Duration.seconds(60)

    let reset: ResetFactors
    private let loop: LoopContext
    private let limits: AuthLimits

    init(_ loop: LoopContext, limits: AuthLimits, announcer: Announcer, events: SecurityEvents) {
        self.loop = loop
        self.limits = limits
        reset = ResetFactors(
            store: FactorResetStore(pool: loop.pool), announcer: announcer, events: events, clock: loop.clock)
    }

    func register(on router: Router) {
        // 204 · 400 invalid_json · 410 link_refused · 415 · 422
        router.on(.post, "/api/auth/factor-reset/stop") { request in
            try await reset.stop(request.json(), on: Device(request))
            return Response(.noContent)
        }
    }

    var charges: RateLimitCharging? {
        { request in
            (request.route.method, request.route.template) == ("POST", "/api/auth/factor-reset/stop") ? limits.link(request) : nil
        }
    }

    func processTasks() -> [any LoopTask] {
        [
            loop.periodic(every: Self.interval, failure: "lost second factors could not be removed") { [reset] _ in
                try await reset.perform()
            }
        ]
    }
}
