import AppointmentDomain
import Contracts
import Testing

@Suite("What can be booked with a doctor") struct AvailabilityTests {
    private let now: Instant
    private let berlin: Zone

    init() throws {
        // A Sunday, 13:00 in Berlin.
        now = try #require(Instant("2026-03-01T12:00:00Z"))
        berlin = try #require(Zone("Europe/Berlin"))
    }

    private func times(_ availability: Availability, on date: String, now: Instant? = nil) throws -> [String] {
        let days = availability.days(from: try day(date), count: 1, now: now ?? self.now)
        #expect(days.count == 1)
        return days.flatMap(\.slots).map(\.time.description)
    }

    private func interval(_ start: String, _ end: String) throws -> Interval {
        try #require(Interval(from: instant(start), to: instant(end)))
    }

    @Test("without hours: 08:00 to 20:00 every day, thirty minutes each")
    func standard() throws {
        let availability = Availability(schedule: DoctorSchedule(zone: berlin))
        for date in ["2026-03-02", "2026-03-08"] {
            let times = try times(availability, on: date)
            #expect(times.count == 24 && times.first == "08:00" && times.last == "19:30")
        }
        #expect(try times(availability, on: "2026-02-28").isEmpty)
        #expect(try times(availability, on: "2026-03-01").first == "13:30", "what has begun cannot be booked")
        #expect(
            availability.days(from: try day("2026-03-02"), count: 31, now: now).map(\.slots.count)
                == Array(repeating: 24, count: 31))
    }

    @Test("several stretches a day, a buffer between slots, nothing that does not fit")
    func grid() throws {
        let hours = [
            try hours(.monday, "13:00", "14:00"), try hours(.monday, "09:00", "10:30"), try hours(.monday, "10:35", "11:30"),
        ]
        let schedule = DoctorSchedule(zone: berlin, slotMinutes: 20, bufferMinutes: 10, hours: hours)
        #expect(
            try times(Availability(schedule: schedule), on: "2026-03-02") == [
                "09:00", "09:30", "10:00", "10:35", "11:05", "13:00", "13:30",
            ])
        #expect(try times(Availability(schedule: schedule), on: "2026-03-03").isEmpty)
        let long = DoctorSchedule(zone: berlin, slotMinutes: 25, bufferMinutes: 15, hours: hours)
        #expect(
            try times(Availability(schedule: long), on: "2026-03-02") == ["09:00", "09:40", "10:35", "13:00"],
            "the buffer after 10:05 is over when the next stretch begins")
        let close = DoctorSchedule(zone: berlin, slotMinutes: 30, bufferMinutes: 15, hours: hours)
        #expect(
            try times(Availability(schedule: close), on: "2026-03-02") == ["09:00", "09:45", "10:35", "13:00"])
        let tight = DoctorSchedule(zone: berlin, slotMinutes: 45, bufferMinutes: 10, hours: Array(hours[1...]))
        #expect(try times(Availability(schedule: tight), on: "2026-03-02") == ["09:00", "10:35"])
        let late = DoctorSchedule(zone: berlin, slotMinutes: 90, bufferMinutes: 10, hours: hours)
        #expect(try times(Availability(schedule: late), on: "2026-03-02") == ["09:00"])
        let pushed = DoctorSchedule(zone: berlin, slotMinutes: 40, bufferMinutes: 10, hours: hours)
        #expect(
            try times(Availability(schedule: pushed), on: "2026-03-02") == ["09:00", "09:50", "10:40", "13:00"],
            "a stretch that begins within the buffer begins with it")
    }

    @Test("night shifts are one stretch: slots lie across midnight, on the date they begin")
    func midnight() throws {
        let night = [try hours(.monday, "22:00", "24:00"), try hours(.tuesday, "00:00", "01:30")]
        func slots(_ slot: Int, _ buffer: Int, _ hours: [WorkingHours]) throws -> [[String]] {
            let schedule = DoctorSchedule(zone: .utc, slotMinutes: slot, bufferMinutes: buffer, hours: hours)
            return Availability(schedule: schedule).days(from: try day("2026-03-02"), count: 2, now: now)
                .map { $0.slots.map(\.time.description) }
        }
        #expect(try slots(45, 0, night) == [["22:00", "22:45", "23:30"], ["00:15"]])
        #expect(try slots(55, 10, night) == [["22:00", "23:05"], ["00:10"]])
        #expect(try slots(60, 10, [night[0]]) == [["22:00"], []])
        #expect(try slots(210, 0, night) == [["22:00"], []])
        let apart = [night[0], try hours(.tuesday, "00:05", "02:00")]
        #expect(try slots(60, 10, apart) == [["22:00"], ["00:05"]], "a buffer after midnight does not push the next date's slots")
    }

    @Test("work without an end: the slots are counted from Monday's midnight")
    func aroundTheClock() throws {
        let all = try Weekday.allCases.map { try hours($0, "00:00", "24:00") }
        let schedule = DoctorSchedule(zone: .utc, slotMinutes: 480, bufferMinutes: 60, hours: all)
        let days = Availability(schedule: schedule).days(from: try day("2026-03-02"), count: 8, now: now).map {
            $0.slots.map(\.time.description)
        }
        #expect(days[0] == ["00:00", "09:00", "18:00"] && days[1] == ["03:00", "12:00", "21:00"])
        #expect(days[6].last == "09:00", "the one at 18:00 would reach into the next week")
        #expect(days[7] == days[0])
    }

    @Test("what is taken, its buffer, absences, notice and horizon take slots away")
    func removed() throws {
        var schedule = DoctorSchedule(zone: .utc, slotMinutes: 30, bufferMinutes: 30, hours: [try hours(.monday, "09:00", "13:00")])
        let taken = [
            try interval("2026-03-02T08:00:00Z", "2026-03-02T09:00:00Z"),
            try interval("2026-03-02T10:45:00Z", "2026-03-02T11:30:00Z"),
        ]
        #expect(try times(Availability(schedule: schedule, taken: taken), on: "2026-03-02") == ["09:00", "12:00"])
        let away = [
            try interval("2026-03-02T08:00:00Z", "2026-03-02T09:01:00Z"),
            try interval("2026-03-02T08:30:00Z", "2026-03-02T08:40:00Z"),
            try interval("2026-03-02T11:30:00Z", "2026-03-02T12:00:00Z"),
        ]
        #expect(
            try times(Availability(schedule: schedule, timeOff: away), on: "2026-03-02") == ["10:00", "11:00", "12:00"],
            "an absence may begin within a buffer")
        schedule.minimumNoticeMinutes = 23 * 60
        #expect(try times(Availability(schedule: schedule), on: "2026-03-02") == ["11:00", "12:00"])
        schedule.horizonDays = 1
        #expect(try times(Availability(schedule: schedule), on: "2026-03-02").count == 2)
        #expect(try times(Availability(schedule: schedule), on: "2026-03-09").isEmpty)
    }

    @Test("on the night the clocks change: a skipped hour is not offered, a repeated one once, and says so")
    func clockChanges() throws {
        let schedule = DoctorSchedule(zone: berlin, hours: [try hours(.sunday, "01:00", "04:00")])
        let availability = Availability(schedule: schedule)
        #expect(try times(availability, on: "2026-03-29") == ["01:00", "01:30", "03:00", "03:30"])
        let repeated = availability.days(from: try day("2026-10-25"), count: 1, now: now).flatMap(\.slots)
        #expect(repeated.map(\.time.description) == ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"])
        #expect(repeated.filter(\.isAmbiguous).map(\.startsAt.description) == ["2026-10-25T00:00:00Z", "2026-10-25T00:30:00Z"])
    }

    @Test("the first free slot, over full and free days, within the days that are looked at")
    func first() throws {
        let schedule = DoctorSchedule(zone: .utc, hours: [try hours(.monday, "09:00", "10:00")])
        let taken = [
            try interval("2026-03-02T08:00:00Z", "2026-03-02T10:00:00Z"),
            try interval("2026-03-09T09:00:00Z", "2026-03-09T09:30:00Z"),
        ]
        let availability = Availability(schedule: schedule, taken: taken)
        let from = try day("2026-03-01")
        #expect(availability.firstSlot(from: from, days: 9, now: now)?.startsAt.description == "2026-03-09T09:30:00Z")
        #expect(availability.firstSlot(from: from, days: 8, now: now) == nil)
        #expect(availability.firstSlot(from: .latest, days: 2, now: now) == nil)
    }

    @Test("at the end of the calendar there are no slots, and an end to looking for them")
    func calendarEnd() throws {
        let all = try Weekday.allCases.map { try hours($0, "00:00", "24:00") }
        for zone in [Zone.utc, try #require(Zone("America/Los_Angeles"))] {
            let days = Availability(schedule: DoctorSchedule(zone: zone, hours: all)).days(from: .latest, count: 3, now: now)
            #expect(days.count == 1)
            for slot in days.flatMap(\.slots) { #expect(slot.endsAt < .latest) }
        }
    }
}
