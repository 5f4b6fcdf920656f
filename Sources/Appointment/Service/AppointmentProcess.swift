import CoreHTTP
import Hosting
import Logging
import OpenSSL
import ServiceRuntime

/// The composition root: what the process has once.
struct AppointmentProcess: Sendable {
    let configuration: AppointmentConfiguration
    let service: ServiceProcess
    let doctors: DoctorsFeature.Shared
    let zones: ZonesFeature.Shared
    let publication: PublicationFeature.Shared

    /// `openAPI`: the contract's text.
    init(_ configuration: AppointmentConfiguration, openAPI: [UInt8] = [], clock: WallClock = .system) throws(OpenSSLError) {
        self.configuration = configuration
        service = try ServiceProcess(
            configuration.service, openAPI: openAPI,
            limits: configuration.publicBooking.policies + configuration.grantLimit.policies,
            clock: clock)
        doctors = try DoctorsFeature.Shared(configuration.doctors, secret: configuration.internalSecret)
        zones = ZonesFeature.Shared(configuration.zones, every: configuration.due.interval, metrics: service.metrics)
        publication = PublicationFeature.Shared(
            configuration.kafka, configuration.outbox, carryReason: configuration.eventsCarryReason, metrics: service.metrics)
    }

    /// The process; its `run` blocks until it has been told to end and has done so in order.
    func daemon(log: Logger) -> Daemon {
        service.daemon(log: log) { loop in AppointmentLoop(self, loop).features }
    }
}
