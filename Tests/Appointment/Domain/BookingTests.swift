import AppointmentDomain
import Contracts
import Testing

@Suite("Deciding a booking")
struct BookingTests {
    private let now: Instant
    private let berlin: Zone

    init() throws {
        now = try #require(Instant("2026-03-01T12:00:00Z"))
        berlin = try #require(Zone("Europe/Berlin"))
    }

    private func decide(
        _ date: String, _ time: String, _ schedule: DoctorSchedule, timeOff: [Interval] = [], now: Instant? = nil,
        onGrid: Bool = false
    ) throws -> Booking.Decision {
        try Booking.decide(
            on: day(date), at: clock(time), with: schedule, timeOff: timeOff, now: now ?? self.now, onGrid: onGrid)
    }

    private func refusal(_ decision: Booking.Decision) -> BookingRefusal? {
        if case .refused(let refusal) = decision { refusal } else { nil }
    }

    private func booked(_ decision: Booking.Decision) throws -> BookedTime {
        guard case .accepted(let time) = decision else { throw Refused(decision: decision) }
        return time
    }

    private struct Refused: Error { let decision: Booking.Decision }

    private func working(_ stretches: (Weekday, String, String)...) throws -> DoctorSchedule {
        try DoctorSchedule(zone: berlin, hours: stretches.map { try hours($0.0, $0.1, $0.2) })
    }

    @Test("a doctor who has set nothing can be booked at any future time, thirty minutes long")
    func defaults() throws {
        let time = try booked(decide("2026-12-15", "10:00", DoctorSchedule(zone: berlin)))
        #expect(time.startsAt.description == "2026-12-15T09:00:00Z")
        #expect(time.endsAt.description == "2026-12-15T09:30:00Z")
        #expect(time.doctorFreeAt == time.endsAt)
        #expect(time.timeZone == "Europe/Berlin")
        #expect(!time.isAmbiguous)
        #expect(try booked(decide("2036-01-01", "03:17", DoctorSchedule(zone: .utc))).endsAt.description == "2036-01-01T03:47:00Z")
    }

    @Test("the past ends now, the instant itself included")
    func past() throws {
        let schedule = DoctorSchedule(zone: .utc)
        #expect(try refusal(decide("2026-03-01", "12:00", schedule)) == .inThePast)
        #expect(try refusal(decide("2026-03-01", "11:59", schedule)) == .inThePast)
        #expect(try refusal(decide("2025-12-15", "10:00", schedule)) == .inThePast)
        #expect(try refusal(decide("2026-03-01", "12:01", schedule)) == nil)
        let before = Instant(microseconds: now.microseconds - 1)
        #expect(try refusal(decide("2026-03-01", "12:00", schedule, now: before)) == nil)
    }

    @Test("a doctor who wants notice has it to the minute")
    func notice() throws {
        let schedule = DoctorSchedule(zone: .utc, minimumNoticeMinutes: 90)
        #expect(try refusal(decide("2026-03-01", "13:30", schedule)) == nil)
        #expect(try refusal(decide("2026-03-01", "13:29", schedule)) == .tooSoon(minutes: 90))
        #expect(try refusal(decide("2026-03-01", "12:01", schedule)) == .tooSoon(minutes: 90))
        #expect(try refusal(decide("2026-03-01", "12:00", schedule)) == .inThePast)
    }

    @Test("slot and buffer shape what is taken")
    func slotAndBuffer() throws {
        let time = try booked(decide("2026-12-15", "10:00", DoctorSchedule(zone: .utc, slotMinutes: 45, bufferMinutes: 10)))
        #expect(time.endsAt.description == "2026-12-15T10:45:00Z")
        #expect(time.doctorFreeAt.description == "2026-12-15T10:55:00Z")
    }

    @Test("a skipped time is refused, a repeated one is its first instant and says so")
    func clockChanges() throws {
        let schedule = DoctorSchedule(zone: berlin)
        #expect(try refusal(decide("2026-03-29", "02:30", schedule)) == .nonexistentTime(zone: "Europe/Berlin"))
        let repeated = try booked(decide("2026-10-25", "02:30", schedule))
        #expect(repeated.startsAt.description == "2026-10-25T00:30:00Z")
        #expect(repeated.isAmbiguous)
        let acrossTheGap = try booked(decide("2026-03-29", "01:45", schedule))
        #expect(acrossTheGap.endsAt.description == "2026-03-29T01:15:00Z")
    }

    @Test("the horizon is counted in days of the doctor's calendar")
    func horizon() throws {
        var schedule = DoctorSchedule(zone: .utc, horizonDays: 30)
        #expect(try refusal(decide("2026-03-31", "23:59", schedule)) == nil)
        #expect(try refusal(decide("2026-04-01", "00:00", schedule)) == .beyondHorizon(days: 30))
        // In Kiritimati it is already 2 March.
        schedule.zone = try #require(Zone("Pacific/Kiritimati"))
        #expect(try refusal(decide("2026-04-01", "23:59", schedule)) == nil)
        #expect(try refusal(decide("2026-04-02", "00:00", schedule)) == .beyondHorizon(days: 30))
    }

    @Test("the end of the calendar is a horizon as well")
    func calendarEnd() throws {
        #expect(try refusal(decide("9999-12-31", "23:45", DoctorSchedule(zone: .utc))) == .beyondHorizon(days: 3650))
        let west = DoctorSchedule(zone: try #require(Zone("America/Los_Angeles")))
        #expect(try refusal(decide("9999-12-31", "20:00", west)) == .beyondHorizon(days: 3650))
    }

    @Test("an appointment lies within the hours from beginning to end")
    func workingDay() throws {
        let schedule = try working((.monday, "09:00", "12:00"), (.monday, "13:00", "17:00"), (.tuesday, "09:00", "10:00"))
        // 2 March 2026 is a Monday.
        for time in ["09:00", "11:30", "13:00", "16:30", "10:17"] {
            #expect(try refusal(decide("2026-03-02", time, schedule)) == nil, "\(time)")
        }
        for time in ["08:59", "11:31", "12:00", "12:59", "16:31", "17:00", "00:00", "23:59"] {
            #expect(try refusal(decide("2026-03-02", time, schedule)) == .outsideHours, "\(time)")
        }
        #expect(try refusal(decide("2026-03-03", "09:30", schedule)) == nil)
        #expect(try refusal(decide("2026-03-03", "09:31", schedule)) == .outsideHours)
        #expect(try refusal(decide("2026-03-04", "09:00", schedule)) == .outsideHours)
    }

    @Test("stretches that touch are one, across midnight too")
    func touching() throws {
        let schedule = try working(
            (.monday, "12:00", "13:00"), (.monday, "09:00", "12:00"), (.monday, "22:00", "24:00"), (.tuesday, "00:00", "02:00"))
        #expect(try refusal(decide("2026-03-02", "11:45", schedule)) == nil)
        #expect(try refusal(decide("2026-03-02", "23:45", schedule)) == nil)
        #expect(try refusal(decide("2026-03-03", "00:00", schedule)) == nil)
        #expect(try refusal(decide("2026-03-03", "01:45", schedule)) == .outsideHours)
        #expect(try refusal(decide("2026-03-03", "23:45", schedule)) == .outsideHours)
    }

    @Test("on the night the clocks change the hours have as many slots as they really last")
    func hoursOverAChange() throws {
        // Sundays 00:00 to 04:00: three real hours on 29 March, five on 25 October.
        let schedule = try working((.sunday, "00:00", "04:00"))
        for (date, hours) in [("2026-03-29", 3), ("2026-10-25", 5), ("2026-11-01", 4)] {
            let opening = try #require(schedule.openings(on: day(date)).first)
            #expect(opening.end.seconds - opening.start.seconds == Int64(hours * 3600), "\(date)")
        }
        #expect(try refusal(decide("2026-03-29", "03:30", schedule)) == nil)
        #expect(try refusal(decide("2026-03-29", "03:31", schedule)) == .outsideHours)
    }

    @Test("hours that begin in the gap begin when the clock has jumped")
    func openingInTheGap() throws {
        let schedule = try working((.sunday, "02:30", "05:00"))
        let opening = try #require(schedule.openings(on: day("2026-03-29")).first)
        #expect(opening.start.description == "2026-03-29T01:00:00Z")
        let gone = try working((.sunday, "02:00", "03:00"))
        #expect(try gone.openings(on: day("2026-03-29")).isEmpty)
    }

    @Test("a doctor who is away cannot be booked, to the minute")
    func timeOff() throws {
        let schedule = DoctorSchedule(zone: .utc)
        let away = try #require(
            Interval(from: instant("2026-12-15T10:00:00Z"), to: instant("2026-12-15T12:00:00Z")))
        #expect(try refusal(decide("2026-12-15", "09:30", schedule, timeOff: [away])) == nil)
        #expect(try refusal(decide("2026-12-15", "09:31", schedule, timeOff: [away])) == .doctorAway)
        #expect(try refusal(decide("2026-12-15", "11:59", schedule, timeOff: [away])) == .doctorAway)
        #expect(try refusal(decide("2026-12-15", "12:00", schedule, timeOff: [away])) == nil)
    }

    @Test("beside the grid: the two nearest that can be had, over days when need be, and without hours there is no grid")
    func offGrid() throws {
        let schedule = try working((.monday, "09:00", "10:30"))
        func nearest(_ date: String, _ time: String, timeOff: [Interval] = []) throws -> [String]? {
            guard case .offGrid(let nearest) = try refusal(decide(date, time, schedule, timeOff: timeOff, onGrid: true)) else {
                return nil
            }
            return nearest.map { "\($0.date) \($0.time)" }
        }
        #expect(try nearest("2026-03-02", "09:30") == nil)
        #expect(try nearest("2026-03-02", "09:07") == ["2026-03-02 09:00", "2026-03-02 09:30"])
        #expect(try nearest("2026-03-02", "09:50") == ["2026-03-02 09:30", "2026-03-02 10:00"])
        let away = try #require(Interval(from: instant("2026-03-02T07:00:00Z"), to: instant("2026-03-02T08:30:00Z")))
        #expect(try nearest("2026-03-02", "09:35", timeOff: [away]) == ["2026-03-02 09:30", "2026-03-02 10:00"])
        let long = try #require(Interval(from: instant("2026-03-02T07:00:00Z"), to: instant("2026-03-02T08:35:00Z")))
        #expect(try nearest("2026-03-02", "09:40", timeOff: [long]) == ["2026-03-02 10:00", "2026-03-09 09:00"])
        #expect(try refusal(decide("2026-03-02", "09:07", DoctorSchedule(zone: berlin), onGrid: true)) == nil)
        #expect(try refusal(decide("2026-03-02", "09:07", schedule, onGrid: false)) == nil)
    }

    @Test("every refusal has a field to blame")
    func refusals() {
        let all: [BookingRefusal] = [
            .nonexistentTime(zone: "Europe/Berlin"), .inThePast, .tooSoon(minutes: 5), .beyondHorizon(days: 3),
            .outsideHours, .doctorAway, .offGrid(nearest: []),
        ]
        for refusal in all {
            #expect(["/appointmentDate", "/appointmentTime"].contains(refusal.violation.pointer))
        }
        #expect(Set(all.map(\.violation.detail)).count == all.count)
    }

    @Test(
        "hours are HH:MM to HH:MM, the end may be 24:00",
        arguments: [
            ("09:00", "17:00", true), ("00:00", "24:00", true), ("23:59", "24:00", true), ("09:00", "09:00", false),
            ("17:00", "09:00", false), ("24:00", "24:00", false), ("9:00", "17:00", false), ("09:00", "24:01", false),
        ])
    func workingHours(from: String, to: String, isAccepted: Bool) {
        let hours = WorkingHours(.monday, from: from, to: to)
        #expect((hours != nil) == isAccepted)
        if let hours { #expect(hours.from == from && hours.to == to) }
    }
}
