import AppointmentDomain
import Audit
import Contracts
import Hosting
import Kafka
import Outbox
import ServiceRuntime

/// Every setting of the appointment service.
struct AppointmentConfiguration: Sendable {
    var service: ServiceSettings
    var kafka: KafkaConfiguration
    var outbox: OutboxConfiguration
    var eventsCarryReason: Bool
    var doctors: DoctorsFeature.Settings
    var clinicZone: Zone
    var zones: ZoneDatabase
    var due: DueAppointments.Settings
    var internalSecret: Secret
    var organizer: CalendarOrganizer
    var publicBooking: PublicBooking
    var audit: AuditConfiguration
    var grantLimit: GrantLimit

    static let common = ServiceConfiguration(.appointment, defaultPort: 3002)
    static let broker = KafkaSettings(clientID: "appointment-service")

    static let authTimeoutKey = ConfigurationKey(
        "AUTH_TIMEOUT", default: .seconds(1), range: .milliseconds(10)...(.seconds(60)), help: "For an answer of the auth service.")
    static let doctorFreshKey = ConfigurationKey(
        "DOCTOR_CACHE_FRESH", default: .seconds(15), range: .zero...(.seconds(3_600)),
        help: "How long a doctor is not asked about again; so long can one be booked who was deactivated while Redis was away.")
    static let doctorStaleKey = ConfigurationKey(
        "DOCTOR_CACHE_STALE", default: .seconds(600), range: .zero...(.seconds(86_400)),
        help: "How long a doctor can be booked while the auth service is away.")
    static let clinicZoneKey = ConfigurationKey<Zone>(
        "CLINIC_TIME_ZONE", default: .utc, type: "IANA time zone", help: "Zone of doctors who have set none.", show: \.identifier
    ) { text in
        ZoneDatabase.system.zone(named: text).map { .value($0) } ?? .invalid("must be a time zone like Europe/Berlin")
    }
    static let zonesKey = ConfigurationKey<String>(
        "TZDIR", default: ZoneDatabase.system.directory,
        help: "Directory of the time zone data; what they say is read when the process starts, their changes at its next start.")
    static let sweepKey = ConfigurationKey(
        "SWEEP_INTERVAL", default: .seconds(10), range: .milliseconds(50)...(.seconds(3_600)),
        help: "How often it is looked for requests that have expired and reminders that are due.")
    static let remindersKey = ConfigurationKey<[Duration]>(
        "REMINDERS", default: [.seconds(24 * 3_600), .seconds(3_600)],
        type: "durations of whole minutes with commas between, or none",
        help: "How long before an appointment its people are reminded.",
        show: { $0.map(DurationText.format).joined(separator: ",") }
    ) { text in
        if text == "none" { return .value([]) }
        let durations = text.split(separator: ",").map { DurationText.parse(String($0)) }
        let known = durations.compactMap { $0 }.filter {
            .seconds(60) <= $0 && $0 <= .seconds(60 * 86_400) && $0.components.seconds % 60 == 0
        }
        return known.count == durations.count
            ? .value(known) : .invalid("must be durations of a minute to 60 days, like 24h,1h, or none")
    }
    static let partitionsKey = ConfigurationKey(
        "KAFKA_TOPIC_PARTITIONS", default: 6, range: 1...10_000, help: "Partitions of the topic, when it has to be made.")
    static let replicasKey = ConfigurationKey(
        "KAFKA_TOPIC_REPLICAS", default: 1, range: 1...100, help: "Copies of the topic, when it has to be made.")

    static let eventRetentionKey = ConfigurationKey(
        "KAFKA_EVENT_RETENTION", default: .seconds(7 * 86_400), range: .seconds(3_600)...(.seconds(3_650 * 86_400)),
        help: "How long the topic keeps events, when it has to be made; one that keeps them otherwise is told of.")

    static var keys: [any AnyConfigurationKey] {
        common.keys + broker.keys + [
            partitionsKey, replicasKey, eventRetentionKey, SharedConfiguration.includesReason, SharedConfiguration.authService,
            authTimeoutKey, doctorFreshKey, doctorStaleKey,
            clinicZoneKey, zonesKey, sweepKey, remindersKey, SharedConfiguration.internalSecret, SharedConfiguration.sender,
        ] + PublicBooking.keys + AuditConfiguration.keys + [Profile.key, GrantLimit.key]
    }

    static var rules: [ConfigurationRule] {
        common.rules + broker.rules + [SharedConfiguration.secretsDiffer([SharedConfiguration.internalSecret]), zonesAreThere]
    }

    /// Without them doctors could be booked in UTC only.
    private static let zonesAreThere = ConfigurationRule([zonesKey]) { configuration in
        let zones = ZoneDatabase(directory: configuration[zonesKey])
        return zones.isThere ? [] : ["TZDIR names a directory without time zone data: \(zones.directory) (tzdata installs it)"]
    }

    /// `cores`: how many loops there are unless set.
    init(from configuration: Configuration, cores: Int) {
        service = Self.common.settings(from: configuration, cores: cores)
        kafka = Self.broker.kafka(from: configuration)
        outbox = OutboxConfiguration()
        outbox.partitions = Int32(configuration[Self.partitionsKey])
        outbox.replicationFactor = Int32(configuration[Self.replicasKey])
        outbox.retention = configuration[Self.eventRetentionKey]
        eventsCarryReason = configuration[SharedConfiguration.includesReason]
        doctors = DoctorsFeature.Settings(
            authService: configuration[SharedConfiguration.authService], timeout: configuration[Self.authTimeoutKey],
            cache: CachedDoctorDirectory.Limits(
                fresh: configuration[Self.doctorFreshKey], stale: configuration[Self.doctorStaleKey]))
        zones = ZoneDatabase(directory: configuration[Self.zonesKey])
        let clinicZone = configuration[Self.clinicZoneKey]
        self.clinicZone = zones.zone(named: clinicZone.identifier) ?? clinicZone
        due = DueAppointments.Settings(
            interval: configuration[Self.sweepKey],
            reminders: Set(configuration[Self.remindersKey].map { Int($0.components.seconds / 60) }).sorted(by: >))
        internalSecret = configuration[SharedConfiguration.internalSecret]
        organizer = SharedConfiguration.organizer(from: configuration)
        publicBooking = PublicBooking(from: configuration)
        audit = AuditConfiguration(from: configuration, of: .appointment)
        grantLimit = GrantLimit(from: configuration)
    }
}
