import AppointmentDomain
import Contracts
import CoreHTTP

/// The body of PUT /api/appointments/schedule: a whole schedule; members that may be left out then have their defaults.
enum ScheduleForm {
    /// The most stretches of a week.
    static let hoursLimit = 70

    /// Throws everything that is wrong at once; hours that overlap others are reported at their own places.
    static func read(_ body: JSONValue, zones: ZoneCache) throws(ValidationErrors) -> DoctorSchedule {
        var members = ObjectDecoder(body)
        let zone = members.required(
            "timeZone", FieldRule<String>.string(1...64).parsed(as: "an IANA time zone like Europe/Berlin", zones.zone(named:)))
        let slot = members.required("slotMinutes", .int(DoctorSchedule.slotRange))
        let buffer = members.optional("bufferMinutes", .int(DoctorSchedule.bufferRange), default: 0)
        let horizon = members.optional("horizonDays", .int(DoctorSchedule.horizonRange))
        let cutoff = members.optional("cancellationCutoffMinutes", .int(DoctorSchedule.cutoffRange), default: 0)
        let notice = members.optional("minimumNoticeMinutes", .int(DoctorSchedule.noticeRange), default: 0)
        _ = members.required("hours", .array(of: .json, count: 0...hoursLimit))
        members.rejectUnknown()
        let (hours, wrongHours) = hours(body["hours"]?.elements ?? [])
        let fields: DecodedFields
        do throws(ValidationErrors) { fields = try members.finish() } catch {
            throw ValidationErrors(error.errors + wrongHours)
        }
        guard wrongHours.isEmpty else { throw ValidationErrors(wrongHours) }
        return DoctorSchedule(
            zone: fields[zone], slotMinutes: fields[slot], bufferMinutes: fields[buffer], horizonDays: fields[horizon],
            cancellationCutoffMinutes: fields[cutoff], minimumNoticeMinutes: fields[notice], hours: hours)
    }

    private static func hours(_ elements: [JSONValue]) -> (hours: [WorkingHours], errors: [FieldError]) {
        var hours: [WorkingHours] = []
        var errors: [FieldError] = []
        for (index, element) in elements.prefix(hoursLimit).enumerated() {
            let pointer = JSONPointer.root.appending("hours").appending(index)
            do throws(ValidationErrors) {
                let stretch = try WorkingHours(from: ObjectDecoder(element, at: pointer), at: pointer)
                if hours.contains(where: stretch.overlaps) {
                    errors.append(FieldError(pointer: pointer, code: .rule, detail: "must not overlap other hours of that day"))
                }
                hours.append(stretch)
            } catch {
                errors += error.errors
            }
        }
        return (hours, errors)
    }
}

extension WorkingHours {
    /// `{weekday, from, to}`: Monday is 1; `to` may be `24:00`.
    fileprivate init(from body: consuming ObjectDecoder, at pointer: JSONPointer) throws(ValidationErrors) {
        let weekday = body.required("weekday", FieldRule<Int>.int(1...7).parsed(as: "a weekday", Weekday.init(rawValue:)))
        let from = body.required("from", FieldRule<String>.string(0...5).parsed(as: "a time of day, HH:MM", WorkingHours.opening))
        let to = body.required(
            "to", FieldRule<String>.string(0...5).parsed(as: "a time of day, HH:MM, or 24:00", WorkingHours.closing))
        body.rejectUnknown()
        let fields = try body.finish()
        guard let hours = WorkingHours(fields[weekday], opens: fields[from], closes: fields[to]) else {
            throw ValidationErrors(pointer.appending("to"), .rule, "must be later than from")
        }
        self = hours
    }
}
