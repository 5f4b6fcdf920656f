import Contracts
import Hosting
import ServiceRuntime

/// How long a session may go unused before it ends: several people use the computer at a counter. An open page uses its session
/// every time its access token expires.
struct SessionIdle: Sendable {
    private static let range = Duration.seconds(60)...(.seconds(400 * 86_400))

    static let patientsKey = key("SESSION_IDLE", "24h", "How long a session may go unused before it ends")
    static let staffKey = key("SESSION_IDLE_STAFF", "30m", "The same for everybody but patients; longer than ACCESS_TOKEN_LIFETIME")

    /// Nil: as long as the session lasts.
    let patients: Duration?
    let staff: Duration?

    init(from configuration: Configuration) {
        let isClinic = Profile(from: configuration) == .clinic
        patients = configuration[Self.patientsKey] ?? (isClinic ? .seconds(86_400) : nil)
        staff = configuration[Self.staffKey] ?? (isClinic ? .seconds(1_800) : nil)
    }

    /// Whoever was last seen at this instant or before has been idle for too long.
    func start(_ limit: Duration?, _ now: Instant) -> Instant? { limit.map { now.adding(seconds: -$0.components.seconds) } }

    private static func key(_ name: String, _ clinic: String, _ what: String) -> ConfigurationKey<Duration?> {
        ConfigurationKey<Duration>(
            name, default: nil, range: range, help: "\(what); unset: never in PROFILE=demo, \(clinic) in clinic."
        ).optional
    }
}
