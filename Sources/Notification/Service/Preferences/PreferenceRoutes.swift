import Access
import Audit
import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain

/// Which notifications one wants, and how.
struct PreferenceRoutes {
    let preferences: PreferenceStore
    let stamps: Stamps
    let authenticator: Authenticator

    func register(on router: Router) {
        // 200
        router.on(.get, "/api/notifications/preferences") { request in
            let user = try authenticator.principal(of: request).userID
            return .preferences(try await preferences.preferences(of: user))
        }
        // 200 · 400 invalid_json · 415 · 422 validation_failed
        router.on(.put, "/api/notifications/preferences") { request in
            let person = try authenticator.principal(of: request)
            let form = try PreferenceForm(from: ObjectDecoder(request.json()))
            try await preferences.keep(form.preferences, of: person.userID, entry: stamps.next(for: Act(person, request)))
            return .preferences(try await preferences.preferences(of: person.userID))
        }
    }
}

extension Response {
    /// Every type, in the order of the events; the standard for types that the user has chosen nothing for.
    fileprivate static func preferences(_ said: [NotificationPreference]) -> Response {
        .json { json in
            json.beginObject()
            json.key("preferences")
            json.beginArray()
            for type in AppointmentEventType.allCases {
                let preference = said.first { $0.type == type } ?? .standard(type)
                json.beginObject()
                json.field("type", type.rawValue)
                json.field("inApp", preference.inApp)
                json.field("email", preference.email)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
    }
}
