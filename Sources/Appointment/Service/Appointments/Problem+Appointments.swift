import Access
import AppointmentDomain
import Contracts
import CoreHTTP

extension Problem {
    static let noSuchAppointment = Problem(.notFound, "There is no such appointment, or it is not yours.")
    static let unreadableAppointment = Problem(
        .appointmentUnreadable, "Something of this appointment cannot be read; whoever runs the service has been told."
    ).with(field: "Retry-After", "60")
    static let grantRequired = Problem(
        .grantRequired, "Doctors list another one's patient's appointments, by patientId, under a running grant alone.")
    static let slotTaken = Problem(.slotTaken, "The doctor has another appointment at that time.")

    /// `is`: whether it is the patient who asks.
    static func patientBusy(is patient: Bool) -> Problem {
        Problem(.patientBusy, "\(patient ? "You have" : "The patient has") another appointment at that time.")
    }

    /// 422 for a time that cannot be booked, or moved to; with `nearest` when it lies beside the grid.
    init(_ refusal: BookingRefusal) {
        let violation = refusal.violation
        self.init(ProblemCode(refusal), "The time \(violation.detail).")
        errors = [FieldError(violation)]
        if case .offGrid(let nearest) = refusal {
            lists = [("nearest", nearest.map { [("date", "\($0.date)"), ("time", "\($0.time)"), ("startsAt", "\($0.startsAt)")] })]
        }
    }
}
