import HTTPWire

/// Role × route for every route of the system: what the services' suites hold their routers against. The routes that take no
/// credentials in any daemon (/livez, /readyz, /metrics, /openapi.yaml) are CoreHTTP's and the edge's.
package enum RouteTable {
    package static let auth: [RouteRule] = [
        .init(.post, "/api/auth/register", for: .anyone),
        .init(.post, "/api/auth/login", for: .anyone),
        .init(.post, "/api/auth/refresh", for: .bearers),
        .init(.get, "/api/auth/google", for: .anyone),
        .init(.get, "/api/auth/google/callback", for: .anyone),
        .init(.post, "/api/auth/logout", for: .signedIn),
        .init(.post, "/api/auth/logout-all", for: .signedIn),
        .init(.get, "/api/auth/profile", for: .signedIn),
        .init(.patch, "/api/auth/profile", for: .signedIn),
        .init(.post, "/api/auth/password", for: .signedIn),
        .init(.get, "/api/auth/sessions", for: .signedIn),
        .init(.delete, "/api/auth/sessions/:id", for: .signedIn),
        .init(.get, "/api/auth/doctors", for: .signedIn),
        .init(.get, "/api/auth/users", for: .only([.admin])),
        .init(.get, "/api/auth/users/:id", for: .only([.admin])),
        .init(.patch, "/api/auth/users/:id", for: .only([.admin])),
        .init(.get, "/api/auth/events", for: .only([.admin])),
        .init(.get, "/internal/users/:id", for: .services),
        .init(.get, "/internal/doctors", for: .services),
        .init(.get, "/internal/users/changes", for: .services),
    ]

    package static let appointment: [RouteRule] = [
        .init(.post, "/api/appointments", for: .only([.patient])),
        .init(.get, "/api/appointments/my", for: .only([.patient, .doctor])),
        .init(.get, "/api/appointments", for: .only([.admin])),
        .init(.get, "/api/appointments/:id", for: .signedIn),
        .init(.get, "/api/appointments/:id/history", for: .signedIn),
        .init(.patch, "/api/appointments/:id/approve", for: .only([.doctor])),
        .init(.patch, "/api/appointments/:id/reject", for: .only([.doctor])),
        .init(.patch, "/api/appointments/:id/complete", for: .only([.doctor])),
        .init(.patch, "/api/appointments/:id/notes", for: .only([.doctor])),
        .init(.patch, "/api/appointments/:id/cancel", for: .signedIn),
        .init(.patch, "/api/appointments/:id/reschedule", for: .only([.patient, .doctor])),
        .init(.get, "/api/appointments/:id/calendar.ics", for: .signedIn),
        .init(.post, "/api/appointments/calendar-token", for: .only([.patient, .doctor])),
        .init(.delete, "/api/appointments/calendar-token", for: .only([.patient, .doctor])),
        .init(.get, "/api/appointments/calendar.ics", for: .bearers),
        .init(.get, "/api/appointments/statistics", for: .only([.admin])),
        .init(.get, "/api/appointments/schedule", for: .only([.doctor, .admin])),
        .init(.put, "/api/appointments/schedule", for: .only([.doctor, .admin])),
        .init(.post, "/api/appointments/time-off", for: .only([.doctor, .admin])),
        .init(.delete, "/api/appointments/time-off/:id", for: .only([.doctor, .admin])),
        .init(.get, "/api/appointments/availability", for: .signedIn),
    ]

    package static let notification: [RouteRule] = [
        .init(.get, "/api/notifications/my", for: .signedIn),
        .init(.get, "/api/notifications/unread-count", for: .signedIn),
        .init(.patch, "/api/notifications/:id/read", for: .signedIn),
        .init(.patch, "/api/notifications/:id/unread", for: .signedIn),
        .init(.patch, "/api/notifications/read-all", for: .signedIn),
        .init(.delete, "/api/notifications/:id", for: .signedIn),
        .init(.delete, "/api/notifications", for: .signedIn),
        .init(.get, "/api/notifications/preferences", for: .signedIn),
        .init(.put, "/api/notifications/preferences", for: .signedIn),
        .init(.post, "/api/notifications/ticket", for: .signedIn),
        .init(.get, "/api/notifications/stream", for: .signedIn),
        .init(.get, "/ws", for: .signedIn),
        .init(.get, "/api/notifications/statistics", for: .only([.admin])),
    ]
}
