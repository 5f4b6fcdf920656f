import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting
import Kafka
import Limits
import Outbox
import Redis
import ServiceRuntime

/// Every setting of the appointment service.
struct AppointmentConfiguration: Sendable {
    var daemon: DaemonSettings
    var database: DatabaseSettings
    var redis: RedisConfiguration
    var redisNames: RedisNames
    var kafka: KafkaConfiguration
    var outbox: OutboxConfiguration
    var authService: WebOrigin
    var authTimeout: Duration
    var doctorCache: CachedDoctorDirectory.Limits
    var clinicZone: Zone
    var sweeps: Sweeps.Settings
    var jwtSecret: Secret
    var previousJWTSecret: Secret?
    var internalSecret: Secret
    var frontends: [WebOrigin]
    var openAPIFile: String
    let requestLimit: Int

    static let common = DaemonConfiguration(defaultPort: 3002)
    static let store = DatabaseConfiguration(service: "appointment")
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
        Zone(text).map { .value($0) } ?? .invalid("must be a time zone like Europe/Berlin")
    }
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
    static let openAPIFileKey = ConfigurationKey<String>(
        "OPENAPI_FILE", default: "api/appointment.yaml", help: "The contract that GET /openapi.yaml shows.")

    static var keys: [any AnyConfigurationKey] {
        common.keys + store.keys + RedisSettings.keys + broker.keys + [
            partitionsKey, replicasKey, SharedConfiguration.authService, authTimeoutKey, doctorFreshKey, doctorStaleKey,
            clinicZoneKey,
            sweepKey, remindersKey,
            SharedConfiguration.jwtSecret, SharedConfiguration.previousJWTSecret,
            SharedConfiguration.internalSecret, SharedConfiguration.frontends, openAPIFileKey, RateLimits.requestsKey,
        ]
    }

    /// `cores`: how many loops there are unless set.
    init(from configuration: Configuration, cores: Int) {
        daemon = Self.common.settings(name: "appointment", from: configuration, cores: cores)
        database = Self.store.settings(from: configuration, daemon: daemon)
        redis = RedisSettings.redis(from: configuration, name: "appointment")
        redisNames = RedisNames(prefix: configuration[RedisSettings.prefix])
        kafka = Self.broker.kafka(from: configuration)
        outbox = OutboxConfiguration()
        outbox.partitions = Int32(configuration[Self.partitionsKey])
        outbox.replicationFactor = Int32(configuration[Self.replicasKey])
        authService = configuration[SharedConfiguration.authService]
        authTimeout = configuration[Self.authTimeoutKey]
        doctorCache = CachedDoctorDirectory.Limits(
            fresh: configuration[Self.doctorFreshKey], stale: configuration[Self.doctorStaleKey])
        clinicZone = configuration[Self.clinicZoneKey]
        sweeps = Sweeps.Settings(
            interval: configuration[Self.sweepKey],
            reminders: Set(configuration[Self.remindersKey].map { Int($0.components.seconds / 60) }).sorted(by: >))
        jwtSecret = configuration[SharedConfiguration.jwtSecret]
        previousJWTSecret = configuration[SharedConfiguration.previousJWTSecret]
        internalSecret = configuration[SharedConfiguration.internalSecret]
        frontends = configuration[SharedConfiguration.frontends]
        openAPIFile = configuration[Self.openAPIFileKey]
        requestLimit = configuration[RateLimits.requestsKey]
    }
}
