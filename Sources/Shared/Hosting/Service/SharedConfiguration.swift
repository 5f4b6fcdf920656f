package import Contracts
package import ServiceRuntime

/// The settings that services must be given alike.
package enum SharedConfiguration {
    package static let jwtSecret = ConfigurationKey<Secret>(
        signing: "JWT_SECRET", help: "Signs access tokens; the same for all three services.")
    package static let previousJWTSecret = ConfigurationKey<Secret>(
        signing: "JWT_SECRET_PREVIOUS",
        help: "The JWT_SECRET before the last change; what it signed is accepted until ACCESS_TOKEN_LIFETIME after the change."
    ).optional
    package static let internalSecret = ConfigurationKey<Secret>(
        signing: "INTERNAL_SECRET", help: "Signs what services show each other; the same for all that call or are called.")
    package static let authService = ConfigurationKey<WebOrigin>(
        "AUTH_SERVICE_URL", default: WebOrigin("http://localhost:3001"), type: "http origin",
        help: "Where the auth service answers.",
        show: \.description
    ) { text in
        guard let origin = WebOrigin(text), !origin.isSecure else { return .invalid("must be an origin like http://auth:3001") }
        return .value(origin)
    }
    /// Where the pages come from; they may call us with cookies.
    package static let frontends = ConfigurationKey<[WebOrigin]>(
        "FRONTEND_URL", default: [WebOrigin("http://localhost:3010")].compactMap(\.self),
        help: "Origins of the web client. Cookies are Secure unless the first of them is on loopback.")
    package static let sender = ConfigurationKey<String>(
        "EMAIL_FROM", default: nil,
        help: "Address that e-mails come from, and ORGANIZER in calendars; the same for all three services."
    ).optional

    package static let includesReason = ConfigurationKey<Bool>(
        "EMAIL_INCLUDE_REASON", default: false,
        help:
            "Whether e-mails carry reasons: for a visit, for a rejection, for a cancellation. They are health data. The same for appointment, whose events say why a patient comes only then, and notification."
    )

    /// JWT_SECRET, the one before it and a service's other secrets must differ: what one has signed must mean nothing to another.
    package static func secretsDiffer(
        _ others: [ConfigurationKey<Secret>] = [], optional: [ConfigurationKey<Secret?>] = []
    ) -> ConfigurationRule {
        let (always, maybe) = ([jwtSecret] + others, [previousJWTSecret] + optional)
        let names = always.map(\.name) + maybe.map(\.name)
        return ConfigurationRule(always + maybe) { configuration in
            let secrets = always.map { configuration[$0].bytes } + maybe.compactMap { configuration[$0]?.bytes }
            guard Set(secrets).count < secrets.count else { return [] }
            return ["\(names.dropLast().joined(separator: ", ")) and \(names[names.count - 1]) must all differ"]
        }
    }

    /// The organizer of calendars; without an address, one of the first origin's host.
    package static func organizer(from configuration: Configuration) -> CalendarOrganizer {
        configuration[sender].map { CalendarOrganizer(address: $0) }
            ?? CalendarOrganizer(host: configuration[frontends].first?.host ?? "localhost")
    }
}
