import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Response {
    /// `{doctorId, timeZone, hasHours, days: [{date, slots: [{time, startsAt, endsAt}]}]}`
    static func availability(of doctor: UserID, _ answer: ShowAvailability.Answer) -> Response {
        var json = JSONWriter(capacity: 256 + answer.days.reduce(0) { $0 + 40 + 100 * $1.slots.count })
        json.beginObject()
        json.field("doctorId", doctor)
        json.field("timeZone", answer.schedule.zone.identifier)
        json.field("hasHours", !answer.schedule.hours.isEmpty)
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

    /// `{doctors: [{doctorId, name, specialization, timeZone, slot: {date, time, startsAt, endsAt}, slots: […]}], nextCursor}`;
    /// `slots` if `more` are given: each doctor's next ones, unless they were taken meanwhile.
    static func firstSlots(
        _ page: FindFirstSlots.Page, with more: [UserID: FindNextSlots.Found]? = nil, of request: Request
    ) -> Response {
        let cursor = page.next?.cursor
        let response = Response.json { json in
            json.beginObject()
            json.key("doctors")
            json.beginArray()
            for each in page.found {
                json.beginObject()
                json.field("doctorId", each.specialist.doctor.id)
                json.field("name", each.specialist.doctor.name)
                json.field("specialization", each.specialist.specialization)
                json.field("timeZone", each.slot.timeZone)
                if let more {
                    let slots = more[each.specialist.doctor.id]?.slots ?? []
                    json.key("slot")
                    json.value(slots.first ?? each.slot)
                    json.key("slots")
                    json.values(slots.isEmpty ? [each.slot] : slots)
                } else {
                    json.key("slot")
                    json.value(each.slot)
                }
                json.endObject()
            }
            json.endArray()
            json.field("nextCursor", cursor)
            json.endObject()
        }
        return response.linked(toNext: cursor, of: request)
    }

    /// `{doctors: [{doctorId, timeZone, hasHours, slots: [{date, time, startsAt, endsAt}]}]}`, in the order of `doctors`.
    static func nextSlots(_ found: [UserID: FindNextSlots.Found], of doctors: [UserID]) -> Response {
        .json { json in
            json.beginObject()
            json.key("doctors")
            json.beginArray()
            for doctor in doctors {
                guard let found = found[doctor] else { continue }
                json.beginObject()
                json.field("doctorId", doctor)
                json.field("timeZone", found.schedule.zone.identifier)
                json.field("hasHours", !found.schedule.hours.isEmpty)
                json.key("slots")
                json.values(found.slots)
                json.endObject()
            }
            json.endArray()
            json.endObject()
        }
    }
}

extension JSONWriter {
    mutating func values(_ slots: [BookedTime]) {
        beginArray()
        for slot in slots { value(slot) }
        endArray()
    }

    /// `{date, time, startsAt, endsAt}`
    mutating func value(_ slot: BookedTime) {
        beginObject()
        field("date", slot.date)
        times(slot)
        endObject()
    }

    /// `ambiguous` only where the clock shows the time twice.
    fileprivate mutating func times(_ slot: BookedTime) {
        field("time", slot.time)
        field("startsAt", slot.startsAt)
        field("endsAt", slot.endsAt)
        if slot.isAmbiguous { field("ambiguous", true) }
    }
}
