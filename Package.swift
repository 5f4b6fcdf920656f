// swift-tools-version: 6.3
import PackageDescription

/// Every target of ours is compiled with this block and nothing else: Swift 6 mode, warnings are errors, imports are
/// internal unless said otherwise, and an async function stays on its caller's executor (DESIGN.md section 3).
///
/// What a release adds is for what runs on every request. State is confined to a loop, so that all there is to check of exclusivity
/// at run time is re-entrance: debug builds, which the tests run, do; in release the checks would be a fifth of a request's
/// instructions. Generic code is specialized in the module that uses it.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .unsafeFlags(["-enforce-exclusivity=unchecked", "-cross-module-optimization"], .when(configuration: .release)),
]

/// For targets that never touch C: each use of an unsafe construct must be spelled out.
let memorySafe = strict + [.strictMemorySafety()]

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let deque: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")

func target(_ name: String, _ path: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = memorySafe)
    -> Target
{
    .target(name: name, dependencies: dependencies, path: "Sources/" + path, swiftSettings: settings)
}

func daemon(_ name: String, _ path: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, path: "Sources/" + path, swiftSettings: strict)
}

func tests(_ subject: String, _ path: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(
        name: subject + "Tests", dependencies: [.target(name: subject), "TestSupport"] + dependencies,
        path: "Tests/" + path, exclude: exclude, swiftSettings: strict)
}

let package = Package(
    name: "clinic",
    products: [
        .executable(name: "auth", targets: ["AuthMain"]),
        .executable(name: "appointment", targets: ["AppointmentMain"]),
        .executable(name: "notification", targets: ["NotificationMain"]),
        .executable(name: "wirebench", targets: ["WireBench"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        // For tests: they read the contracts in api/.
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C: a module map and a shim each, nothing else.
        .systemLibrary(name: "CLinux", path: "Sources/C/CLinux"),
        .systemLibrary(name: "COpenSSL", path: "Sources/C/COpenSSL", pkgConfig: "libssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CLibPQ", path: "Sources/C/CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CHiredis", path: "Sources/C/CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(
            name: "CCurl", path: "Sources/C/CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CRdKafka", path: "Sources/C/CRdKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),

        // Core: the server.
        target("Basics", "Core/Basics"),
        target("HTTPWire", "Core/HTTPWire", ["Basics"]),
        target("Reactor", "Core/Reactor", ["CLinux", deque], settings: strict),
        target("ServiceRuntime", "Core/ServiceRuntime", ["Basics", log]),
        target("CoreHTTP", "Core/CoreHTTP", ["Basics", "HTTPWire", "Reactor", "ServiceRuntime", "OpenSSL", deque, log]),

        // Clients: one C library each.
        target("OpenSSL", "Clients/OpenSSL", ["Basics", "COpenSSL", "CLinux"], settings: strict),
        target("Postgres", "Clients/Postgres", ["Basics", "CLibPQ", "Reactor", "ServiceRuntime", deque], settings: strict),
        target(
            "Redis", "Clients/Redis", ["Basics", "CHiredis", "OpenSSL", "Reactor", "ServiceRuntime", deque, log], settings: strict),
        target("Curl", "Clients/Curl", ["CCurl", "Reactor", "ServiceRuntime"], settings: strict),
        target("Kafka", "Clients/Kafka", ["CRdKafka", "CLinux", "OpenSSL", "Reactor", "ServiceRuntime", deque], settings: strict),

        // Shared: what the services promise each other.
        target("Contracts", "Shared/Contracts", ["Basics"]),
        target("Access", "Shared/Access", ["Basics", "CoreHTTP", "HTTPWire", "OpenSSL", "Contracts", "Reactor"]),
        target(
            "Hosting", "Shared/Hosting",
            [
                "Access", "Basics", "Contracts", "CoreHTTP", "HTTPWire", "Limits", "OpenSSL", "Postgres", "Reactor", "Redis",
                "ServiceRuntime", arguments, log,
            ]),
        target(
            "Limits", "Shared/Limits", ["Access", "Contracts", "CoreHTTP", "Reactor", "Redis", "ServiceRuntime"]),
        target(
            "Audit", "Shared/Audit",
            [
                "Access", "Basics", "Contracts", "CoreHTTP", "Curl", "Hosting", "HTTPWire", "OpenSSL", "Postgres", "Reactor",
                "ServiceRuntime", arguments, log,
            ]),
        target("Outbox", "Shared/Outbox", ["Basics", "Postgres", "Kafka", "Contracts", "Reactor", "ServiceRuntime", log]),

        target(
            "Mail", "Shared/Mail",
            ["Basics", "Contracts", "CoreHTTP", "Curl", "Hosting", "OpenSSL", "Postgres", "Reactor", "ServiceRuntime", log]),

        // The three services; none may import another.
        target("AuthDomain", "Auth/Domain", ["Contracts"]),
        target("WebAuthn", "Auth/WebAuthn", ["Basics", "CoreHTTP", "OpenSSL"]),
        target(
            "AuthService", "Auth/Service",
            [
                "AuthDomain", "WebAuthn", "Basics", "CoreHTTP", "HTTPWire", "Reactor", "ServiceRuntime", "OpenSSL", "Postgres",
                "Redis", "Curl",
                "Contracts", "Access", "Audit", "Hosting", "Limits", "Mail",
                arguments, log,
            ]),
        daemon("AuthMain", "Auth/Main", ["AuthService", "Hosting"]),
        target("AppointmentDomain", "Appointment/Domain", ["Contracts"]),
        target(
            "AppointmentService", "Appointment/Service",
            [
                "AppointmentDomain", "Basics", "CoreHTTP", "HTTPWire", "Reactor", "ServiceRuntime", "OpenSSL", "Postgres", "Redis",
                "Kafka", "Audit",
                "Contracts", "Access", "Hosting", "Limits", "Outbox", arguments, log,
            ]),
        daemon("AppointmentMain", "Appointment/Main", ["AppointmentService", "Hosting"]),
        target("NotificationDomain", "Notification/Domain", ["Contracts"]),
        target(
            "NotificationService", "Notification/Service",
            [
                "NotificationDomain", "Basics", "CoreHTTP", "HTTPWire", "Reactor", "ServiceRuntime", "OpenSSL", "Postgres", "Redis",
                "Kafka",
                "Contracts", "Access", "Audit", "Hosting", "Limits", "Mail", "Outbox", arguments, log,
            ]),
        daemon("NotificationMain", "Notification/Main", ["NotificationService", "Hosting"]),

        // CoreHTTP alone, for conformance suites and benchmarks.
        .executableTarget(
            name: "WireBench", dependencies: ["Basics", "CoreHTTP", "HTTPWire", "OpenSSL", "Reactor", "Redis", "ServiceRuntime"],
            path: "Benchmarks/wirebench",
            swiftSettings: strict),

        // Tests mirror Sources.
        .target(
            name: "TestSupport",
            dependencies: ["CLinux", "CoreHTTP", "HTTPWire", "Reactor", "ServiceRuntime", .product(name: "Yams", package: "Yams")],
            path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "AuditSupport", dependencies: ["Audit", "Contracts", "Hosting", "OpenSSL", "Postgres", "Reactor"],
            path: "Tests/Shared/AuditSupport", swiftSettings: strict),
        .target(
            name: "WireSupport", dependencies: ["HTTPWire"], path: "Tests/Core/WireSupport", swiftSettings: strict),
        .target(
            name: "FuzzSubjects", dependencies: ["CoreHTTP", "HTTPWire", "WebAuthn", "WireSupport"], path: "Tests/Fuzz/Subjects",
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzSubjects"], path: "Tests/Fuzz/Replay", swiftSettings: strict),
        .testTarget(
            name: "ContractTests", dependencies: ["TestSupport", "CoreHTTP"], path: "Tests/Contract", swiftSettings: strict),
        tests("Basics", "Core/Basics"),
        tests("HTTPWire", "Core/HTTPWire", ["Basics", "Reactor", "WireSupport"]),
        tests("Reactor", "Core/Reactor"),
        tests("ServiceRuntime", "Core/ServiceRuntime"),
        tests("CoreHTTP", "Core/CoreHTTP", ["HTTPWire", "Reactor", "ServiceRuntime", "WireSupport", log]),
        tests("OpenSSL", "Clients/OpenSSL", ["Basics"]),
        tests("Postgres", "Clients/Postgres", ["Reactor"]),
        tests("Redis", "Clients/Redis", ["OpenSSL", "Reactor", "ServiceRuntime"]),
        tests("Kafka", "Clients/Kafka", ["Reactor", "CRdKafka", "ServiceRuntime"]),
        tests("Contracts", "Shared/Contracts"),
        tests("Access", "Shared/Access", ["Basics", "Contracts", "CoreHTTP", "HTTPWire", "OpenSSL", "Reactor"]),
        tests(
            "Hosting", "Shared/Hosting",
            ["Access", "Contracts", "CoreHTTP", "HTTPWire", "Postgres", "Reactor", "Redis", "ServiceRuntime", arguments, log]),
        tests("Limits", "Shared/Limits", ["Access", "Contracts", "CoreHTTP", "HTTPWire", "Reactor", "Redis", "ServiceRuntime"]),
        tests("Audit", "Shared/Audit", ["Basics", "Contracts", "OpenSSL"], exclude: ["roots.py"]),
        tests("Outbox", "Shared/Outbox", ["Contracts", "Postgres", "Kafka", "Reactor", log]),
        tests("AuthDomain", "Auth/Domain", ["Contracts", "OpenSSL"]),
        .testTarget(
            name: "WebAuthnTests", dependencies: ["WebAuthn", "Basics", "OpenSSL", "TestSupport"], path: "Tests/Auth/WebAuthn",
            exclude: ["vectors.py", "vectors.json"], swiftSettings: strict),
        tests(
            "AuthService", "Auth/Service",
            [
                "Access", "Audit", "AuditSupport", "AuthDomain", "AuthMain", "Basics", "Contracts", "CoreHTTP", "HTTPWire",
                "Hosting",
                "Mail", "OpenSSL", "Postgres", "Reactor", "Redis", "ServiceRuntime", log,
            ]),
        tests("AppointmentDomain", "Appointment/Domain", ["Contracts"]),
        tests(
            "AppointmentService", "Appointment/Service",
            [
                "Access", "AppointmentDomain", "Audit", "AuditSupport", "Contracts", "CoreHTTP", "Hosting", "HTTPWire", "Kafka",
                "NotificationDomain",
                "NotificationService", "OpenSSL", "Outbox", "Postgres", "Reactor", "Redis", "ServiceRuntime", log,
            ]),
        tests("NotificationDomain", "Notification/Domain", ["Contracts"]),
        tests(
            "NotificationService", "Notification/Service",
            [
                "NotificationDomain", "Basics", "CoreHTTP", "HTTPWire", "Reactor", "ServiceRuntime", "OpenSSL", "Postgres", "Redis",
                "Kafka",
                "Curl", "Contracts", "Access", "Audit", "AuditSupport", "Hosting", "Mail", log,
            ]),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "TestSupport", "Contracts", "CoreHTTP", "HTTPWire", "Kafka", "Postgres", "Reactor", "AuthMain", "AppointmentMain",
                "NotificationMain",
            ], path: "Tests/EndToEnd", swiftSettings: strict),
    ]
)

// The fuzzers have no `main` of their own, so they exist only for `scripts/fuzz`, which links them with libFuzzer.
if Context.environment["CLINIC_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzSubjects"], path: "Tests/Fuzz/Main",
            swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])]))
}
