import Access
import Contracts
import CoreHTTP
import Hosting
import HTTPWire
import ServiceRuntime

/// New devices that are made known by a code in a mail.
struct DeviceCodesFeature: Feature {
    private static let sweepInterval = Duration.seconds(600)

    private let confirm: ConfirmDevice
    private let loop: LoopContext
    private let signInResponse: SignInResponse
    private let limits: AuthLimits
    private let metrics: DeviceCodeMetrics

    init(
        _ loop: LoopContext, _ metrics: DeviceCodeMetrics, limits: AuthLimits, letters: LettersFeature, users: UserStore,
        signInResponse: SignInResponse, events: SecurityEvents
    ) {
        self.loop = loop
        self.limits = limits
        self.metrics = metrics
        self.signInResponse = signInResponse
        confirm = ConfirmDevice(
            pool: loop.pool, letters: letters.letters, key: letters.draft.key, users: users, events: events, ids: loop.ids,
            clock: loop.clock)
    }

    func register(on router: Router) {
        // 202 for every address · 400 invalid_json · 409 mail_off · 415 · 422
        router.on(.post, "/api/auth/device-code") { request in
            let cookie = try await confirm.ask(request.json())
            metrics.requested.add()
            var response = Response(.accepted)
            set(cookie, &response.fields)
            return response
        }
        // 204: the browser is known · 400 invalid_json · 401 code_refused · 415 · 422
        router.on(.post, "/api/auth/device-code/confirm") { request in
            let address: String
            do {
                address = try await confirm.confirm(
                    request.json(), cookie: request.cookie(signInResponse.names.deviceCode), on: Device(request))
            } catch let problem as Problem where problem.code == .codeRefused {
                metrics.refused.add()
                throw problem
            }
            metrics.confirmed.add()
            var response = Response(.noContent)
            set("", &response.fields)
            signInResponse.makeKnown(to: address, at: loop.clock.instant, for: DeviceCode.knownSeconds, &response.fields)
            return response
        }
    }

    private func set(_ cookie: String, _ fields: inout HTTPFields) {
        signInResponse.set(cookie, as: signInResponse.names.deviceCode, for: DeviceCode.lifetimeSeconds, &fields)
    }

    var charges: RateLimitCharging? {
        { request in
            switch (request.route.method, request.route.template) {
            case ("POST", "/api/auth/device-code"): limits.deviceCode(request)
            case ("POST", "/api/auth/device-code/confirm"): limits.link(request)
            default: nil
            }
        }
    }

    func processTasks() -> [any LoopTask] {
        [
            loop.periodic(every: Self.sweepInterval, failure: "old codes could not be removed") { _ in
                try await confirm.sweep()
            }
        ]
    }
}
