package import Contracts

/// Somebody's appointments, or one of them, for calendar programs that fetch them again and again: a cancelled one stays in as
/// CANCELLED.
package struct CalendarFeed {
    private let appointments: [Appointment]
    private let reader: UserID?
    private let organizer: CalendarOrganizer
    private let zone: (String) -> Zone?
    private let home: Zone
    private let bound: String?

    /// - Parameters:
    ///   - reader: whose calendar it is; nil for one who is neither patient nor doctor of it.
    ///   - zone: the zone of a name; a visit in an unknown one is written in UTC.
    ///   - home: the zone for a calendar without appointments, since it must contain something (RFC 5545 section 3.6).
    ///   - bound: what is left out, in words for the reader.
    package init(
        _ appointments: [Appointment], for reader: UserID?, by organizer: CalendarOrganizer, zone: @escaping (String) -> Zone?,
        home: Zone, bound: String? = nil
    ) {
        self.appointments = appointments
        self.reader = reader
        self.organizer = organizer
        self.zone = zone
        self.home = home
        self.bound = bound
    }

    package static let contentType = CalendarObject.contentType

    package func encoded(at now: Instant) -> [UInt8] {
        var object = CalendarObject(by: organizer)
        object.name = "Appointments"
        object.description = bound
        let zones = zones()
        object.zones = zones.keys.sorted().compactMap { zones[$0]?.zone }
        if appointments.isEmpty { object.zones = [home.inCalendars(as: home.identifier, from: now, to: now).zone] }
        object.visits = appointments.map { visit($0, zones[$0.time.timeZone]) }
        return object.encoded(at: now)
    }

    private func visit(_ appointment: Appointment, _ zone: Zone.InCalendars?) -> CalendarVisit {
        let time = appointment.time
        let isInZone = zone.map { zone in zone.end.map { time.startsAt < $0 } ?? true } ?? false
        return CalendarVisit(
            id: appointment.id, sequence: appointment.sequence, status: appointment.status,
            start: isInZone ? .wall(time.date, time.time, zone: time.timeZone) : .instant(time.startsAt),
            minutes: CalendarVisit.minutes(from: time.startsAt, to: time.endsAt), summary: summary(appointment),
            createdAt: appointment.createdAt, updatedAt: appointment.updatedAt)
    }

    private func summary(_ appointment: Appointment) -> String {
        switch reader {
        case appointment.patientID?: CalendarVisit.summary(with: DoctorName.titled(appointment.doctorName))
        case appointment.doctorID?: CalendarVisit.summary(with: appointment.patientName)
        default: "Appointment of \(appointment.patientName) with \(DoctorName.titled(appointment.doctorName))"
        }
    }

    /// The zones that are known, each for as long as there are appointments in it.
    private func zones() -> [String: Zone.InCalendars] {
        var spans: [String: (first: Instant, last: Instant)] = [:]
        for time in appointments.map(\.time) {
            let span = spans[time.timeZone] ?? (time.startsAt, time.startsAt)
            spans[time.timeZone] = (min(span.first, time.startsAt), max(span.last, time.startsAt))
        }
        var zones: [String: Zone.InCalendars] = [:]
        for (name, span) in spans {
            zones[name] = zone(name)?.inCalendars(as: name, from: span.first, to: span.last)
        }
        return zones
    }
}
