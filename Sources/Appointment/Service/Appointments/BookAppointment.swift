import Access
import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import ServiceRuntime

/// A patient asks a doctor for a time.
struct BookAppointment {
    let doctors: any DoctorDirectory
    let schedules: any ScheduleStore
    let appointments: any AppointmentStore
    let commits: any CommitObserver
    let ids: IdentifierSource
    let clock: WallClock

    /// `id`: the appointment's, when an earlier attempt at the same request may have made it already; then it is that one.
    ///
    /// Throws 404 `doctor_not_found`, 409 `slot_taken`, `patient_busy`, 422 with everything wrong or `in_the_past`,
    /// `too_soon`, `nonexistent_time`, `outside_hours`, `beyond_horizon`, 503 `auth_unavailable`, `store_unavailable`.
    func callAsFunction(_ body: JSONValue, by patient: Principal, as id: AppointmentID? = nil, trace: TraceContext) async throws
        -> Appointment
    {
        let request = try BookingForm.read(body)
        let doctor = try await doctors.bookable(request.doctorID, trace: trace)
        let booking = NewAppointment(
            id: id ?? ids.next(), patientID: patient.userID, patientName: patient.name, doctor: doctor,
            time: try await time(of: request), reason: request.reason)
        switch try await appointments.book(booking, event: EventStamp(id: ids.next(), traceparent: trace.traceparent)) {
        case .booked(let appointment):
            await commits.committed(appointment)
            return appointment
        case .slotTaken: throw Problem.slotTaken
        case .patientBusy: throw Problem.patientBusy(is: true)
        }
    }

    private func time(of request: BookingRequest) async throws -> BookedTime {
        let availability = try await schedules.availability(of: request.doctorID, around: request.date)
        let decision = Booking.decide(
            on: request.date, at: request.time, with: availability.schedule, timeOff: availability.timeOff, now: clock.instant)
        switch decision {
        case .accepted(let time): return time
        case .refused(let refusal): throw Problem(refusal)
        }
    }
}
