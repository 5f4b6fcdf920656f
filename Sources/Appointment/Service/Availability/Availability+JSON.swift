import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Response {
    /// `{doctorId, timeZone, days: [{date, slots: [{time, startsAt, endsAt}]}]}`
    static func availability(of doctor: UserID, _ answer: ShowAvailability.Answer) -> Response {
        var json = JSONWriter(capacity: 256 + answer.days.reduce(0) { $0 + 40 + 100 * $1.slots.count })
        json.beginObject()
        json.field("doctorId", doctor)
        json.field("timeZone", answer.zone.identifier)
        json.key("days")
        json.beginArray()
        for day in answer.days {
            json.beginObject()
            json.field("date", day.date)
            json.key("slots")
            json.beginArray()
            for slot in day.slots {
                json.beginObject()
                json.times(slot)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
        json.endArray()
        json.endObject()
        return .json(bytes: json.finish())
    }

    /// `{doctors: [{doctorId, name, specialization, timeZone, slot: {date, time, startsAt, endsAt}}]}`
    static func firstSlots(_ found: [FindFirstSlots.Found]) -> Response {
        .json { json in
            json.beginObject()
            json.key("doctors")
            json.beginArray()
            for each in found {
                json.beginObject()
                json.field("doctorId", each.specialist.doctor.id)
                json.field("name", each.specialist.doctor.name)
                json.field("specialization", each.specialist.specialization)
                json.field("timeZone", each.slot.timeZone)
                json.key("slot")
                json.beginObject()
                json.field("date", each.slot.date)
                json.times(each.slot)
                json.endObject()
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
    }
}

extension JSONWriter {
    /// `ambiguous` only where the clock shows the time twice.
    fileprivate mutating func times(_ slot: BookedTime) {
        field("time", slot.time)
        field("startsAt", slot.startsAt)
        field("endsAt", slot.endsAt)
        if slot.isAmbiguous { field("ambiguous", true) }
    }
}
