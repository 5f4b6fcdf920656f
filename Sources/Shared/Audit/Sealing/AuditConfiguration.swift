import Basics
package import Contracts
import Hosting
import OpenSSL
package import ServiceRuntime

/// The settings of a service's access log.
package struct AuditConfiguration: Sendable {
    package static let keyKey = ConfigurationKey<Secret>(
        "AUDIT_KEY", default: nil, type: "secret, 64 hexadecimal digits", isSecret: true,
        help:
            "Signs the checkpoints of the access log (Ed25519), openssl rand -hex 32; the same for all replicas, and it may be for all services. Without it nothing is signed.",
        show: { _ in "" }
    ) { text in
        guard let seed = Hexadecimal.decode(text), seed.count == Ed25519.keyLength else {
            return .invalid("must be 64 hexadecimal digits")
        }
        return .value(Secret(bytes: seed))
    }.optional
    package static let sealKey = ConfigurationKey(
        "AUDIT_SEAL_INTERVAL", default: .seconds(1), range: .milliseconds(50)...(.seconds(60)),
        help: "How often new entries of the access log are put into its tree.")
    package static let checkpointKey = ConfigurationKey(
        "AUDIT_CHECKPOINT_INTERVAL", default: .seconds(10), range: .milliseconds(50)...(.seconds(86_400)),
        help: "How often the tree is signed, when it has grown.")
    package static let directoryKey = ConfigurationKey<String>(
        "AUDIT_CHECKPOINT_DIR", default: nil,
        help:
            "Directory that each checkpoint is written into as a file of its own, for somebody else to keep; of auth and notification in a folder of theirs below it."
    ).optional

    package static let authorityKey = ConfigurationKey<String>(
        url: "AUDIT_TSA_URL", example: "https://tsa.example/stamp",
        help: "Time stamp authority (RFC 3161) that dates the newest checkpoint each AUDIT_TSA_INTERVAL."
    ).optional
    package static let timeStampKey = ConfigurationKey(
        "AUDIT_TSA_INTERVAL", default: .seconds(3_600), range: .seconds(1)...(.seconds(86_400)),
        help: "How often a checkpoint is dated, when the tree has grown.")

    package static let staffKey = ConfigurationKey<String>(
        "AUDIT_SHOW_STAFF", default: "roles", oneOf: ["roles", "names"],
        help:
            "Whether patients read the names of those who have looked at their data, or their roles, and of doctors of theirs the names."
    )

    package static let coalesceKey = ConfigurationKey(
        "AUDIT_COALESCE", default: .zero, range: .zero...(.seconds(300)),
        help:
            "For how long looks at the same data by the same person in one session are one entry of the access log, after the first; 0: each is one."
    )

    package static let keys: [any AnyConfigurationKey] =
        [
            keyKey, sealKey, checkpointKey, directoryKey, authorityKey, timeStampKey, staffKey, AuditReads.key, coalesceKey,
        ] + KeepingSettings.keys

    /// 32 octets; nil: nothing is signed.
    package var seed: Secret?
    package var sealInterval: Duration
    package var checkpointInterval: Duration
    package var directory: String?
    /// Below it, where the services may be given the same one; nil: in itself.
    package var folder: String?
    package var authority: String?
    package var timeStampInterval: Duration
    package var showsStaff: Bool
    package var reads: AuditReads
    package var coalesce: Duration
    package var keeping: KeepingSettings
    /// What checkpoints call the log: `clinic.example/audit/appointment`.
    package var origin: String

    package init(from configuration: Configuration, of service: ServiceName) {
        seed = configuration[Self.keyKey]
        sealInterval = configuration[Self.sealKey]
        checkpointInterval = configuration[Self.checkpointKey]
        directory = configuration[Self.directoryKey]
        folder = service == .appointment ? nil : service.rawValue
        authority = configuration[Self.authorityKey]
        timeStampInterval = configuration[Self.timeStampKey]
        showsStaff = configuration[Self.staffKey] == "names"
        reads = AuditReads(from: configuration)
        coalesce = configuration[Self.coalesceKey]
        keeping = KeepingSettings(from: configuration)
        let host = configuration[SharedConfiguration.frontends].first?.host ?? "localhost"
        origin = "\(host)/audit/\(service.rawValue)"
    }
}
