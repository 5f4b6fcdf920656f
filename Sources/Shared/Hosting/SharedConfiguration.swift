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
    /// Also whose pages may call with cookies.
    package static let frontends = ConfigurationKey<[WebOrigin]>(
        "FRONTEND_URL", default: [WebOrigin("http://localhost:3010")].compactMap(\.self),
        help: "Origins of the web client. Cookies are Secure unless the first of them is on loopback.")
}
