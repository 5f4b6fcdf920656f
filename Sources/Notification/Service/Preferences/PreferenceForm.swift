import Contracts
import CoreHTTP
import NotificationDomain

/// The body of PUT /api/notifications/preferences: `{"preferences":[{"type":"appointment.created","inApp":true,"email":false}]}`.
struct PreferenceForm {
    let preferences: [NotificationPreference]

    init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
        let list = body.required(
            "preferences",
            .array(of: .object(NotificationPreference.init(from:)), count: 1...AppointmentEventType.allCases.count)
                .parsed(as: "a list that names no type twice") { list in
                    Set(list.map(\.type)).count == list.count ? list : nil
                })
        body.rejectUnknown()
        preferences = try body.finish()[list]
    }
}

extension NotificationPreference {
    fileprivate init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
        let type = body.required("type", .choice(AppointmentEventType.self))
        let inApp = body.required("inApp", .bool)
        let email = body.required("email", .bool)
        body.rejectUnknown()
        let fields = try body.finish()
        self.init(type: fields[type], inApp: fields[inApp], email: fields[email])
    }
}
