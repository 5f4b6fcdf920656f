import Contracts
import Logging
import ServiceRuntime

/// Reports rows that cannot be read now, and so are left out of lists, searches and calendars: whoever runs the service must mend
/// them.
struct UnreadableRows: Sendable {
    private let log: Logger
    private let schedules: Counter
    private let appointments: Counter

    init(_ registry: MetricsRegistry, log: Logger) {
        self.log = log
        let help = "Rows that could not be read, by each time that they were met."
        schedules = registry.counter("appointment_unreadable_rows_total", help: help, labels: ["kind": "schedule"])
        appointments = registry.counter("appointment_unreadable_rows_total", help: help, labels: ["kind": "appointment"])
    }

    func schedule(of doctor: UserID, _ reason: String) {
        schedules.add()
        log.error("a doctor's schedule cannot be read", metadata: ["doctor": "\(doctor)", "reason": "\(reason)"])
    }

    /// `id`: nil when not even that can be read.
    func appointment(_ id: AppointmentID?) {
        appointments.add()
        log.error(
            "an appointment cannot be read",
            metadata: ["appointment": "\(id.map { "\($0)" } ?? "unknown")", "reason": "its date, time or state"])
    }
}
