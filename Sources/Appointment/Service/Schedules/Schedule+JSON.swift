import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension JSONWriter {
    /// A schedule, with the absences that are not over.
    mutating func value(_ schedule: DoctorSchedule, _ timeOff: [TimeOff], _ texts: TextAccess) {
        beginObject()
        field("timeZone", schedule.zone.identifier)
        field("slotMinutes", schedule.slotMinutes)
        field("bufferMinutes", schedule.bufferMinutes)
        field("horizonDays", schedule.horizonDays)
        field("cancellationCutoffMinutes", schedule.cancellationCutoffMinutes)
        field("minimumNoticeMinutes", schedule.minimumNoticeMinutes)
        key("hours")
        beginArray()
        for stretch in schedule.hours {
            beginObject()
            field("weekday", stretch.weekday.rawValue)
            field("from", stretch.from)
            field("to", stretch.to)
            endObject()
        }
        endArray()
        key("timeOff")
        beginArray()
        for absence in timeOff { value(absence, texts) }
        endArray()
        endObject()
    }

    mutating func value(_ timeOff: TimeOff, _ texts: TextAccess) {
        beginObject()
        field("id", timeOff.id)
        field("from", timeOff.interval.start)
        field("to", timeOff.interval.end)
        switch texts {
        case .shown: field("reason", timeOff.reason)
        case .withheld: field("restricted", true)
        }
        endObject()
    }
}
