import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension JSONWriter {
    /// `{from, to, doctorId, days, totals}`
    mutating func value(_ figures: Figures, of period: FigurePeriod) {
        beginObject()
        field("from", period.from)
        field("to", period.to)
        field("doctorId", period.doctor)
        key("days")
        beginArray()
        for (date, day) in figures.days.sorted(by: { $0.key < $1.key }) {
            beginObject()
            field("date", date)
            value(day)
            endObject()
        }
        endArray()
        key("totals")
        totals(figures)
        endObject()
    }

    private mutating func totals(_ figures: Figures) {
        var total = Figures.Day()
        for day in figures.days.values {
            total.booked += day.booked
            total.byStatus.merge(day.byStatus, uniquingKeysWith: +)
        }
        beginObject()
        value(total)
        key("cancelledBy")
        beginObject()
        for role in ActorRole.allCases {
            key(escaping: role.rawValue)
            value(figures.cancelledBy[role] ?? 0)
        }
        endObject()
        key("leadDays")
        value(figures.leadDays)
        key("approvalMinutes")
        value(figures.approvalMinutes)
        key("utilisation")
        beginObject()
        field("bookedMinutes", figures.bookedMinutes)
        field("workingMinutes", figures.workingMinutes)
        key("share")
        if figures.workingMinutes > 0 {
            value(Double(figures.bookedMinutes * 1_000 / figures.workingMinutes) / 1_000)
        } else {
            null()
        }
        endObject()
        endObject()
    }

    /// The members of a day, or of all.
    private mutating func value(_ day: Figures.Day) {
        field("booked", day.booked)
        field("visits", day.visits)
        key("byStatus")
        counts(day.byStatus)
    }

    private mutating func value(_ spread: Figures.Spread) {
        beginObject()
        field("count", spread.count)
        field("median", spread.median)
        endObject()
    }

    /// `{specialization, doctors, doctorId, name, timeZone, slot}`
    mutating func value(_ found: FindNextFree.Found) {
        beginObject()
        field("specialization", found.specialization)
        field("doctors", found.doctors)
        field("doctorId", found.first?.specialist.doctor.id)
        field("name", found.first?.specialist.doctor.name)
        field("timeZone", found.first?.slot.timeZone)
        key("slot")
        if let slot = found.first?.slot { value(slot) } else { null() }
        endObject()
    }
}
