package import CoreHTTP
package import Limits

/// What a request is charged with by limits of its route's own; nil for a route that has none.
package typealias RateLimitCharging = (Request) async throws -> RateLimitCharges?

/// One thing that a service does, composed in its own folder of the parts of one loop.
///
/// ```
/// struct NotesFeature: Feature {
///     private let routes: NoteRoutes
///
///     init(_ loop: LoopContext, doctors: any DoctorDirectory) {     // what it needs of other features it is given
///         routes = NoteRoutes(store: NoteStore(pool: loop.pool), doctors: doctors, authenticator: loop.authenticator)
///     }
///
///     func register(on router: Router) { routes.register(on: router) }
/// }
/// ```
///
/// What a feature has once a process (a cache for all loops, counters, a pool of threads) is a `Shared` of its own, which the service's
/// process makes and each loop's feature is given: `DoctorsFeature(loop, process.doctors)`. A feature is made on every loop, in tests too,
/// where nothing listens and no task runs: its `init` connects nothing and starts no thread.
package protocol Feature {
    func register(on router: Router)

    /// Stands around all routes of the service, behind the limits.
    var middleware: [any Middleware] { get }

    /// Limits for routes of its own.
    var charges: RateLimitCharging? { get }

    /// What else the service depends on. A check with the name of another adds to it: both must hold.
    var healthChecks: [Health.Check] { get }

    /// What runs on this loop beside the server. Called once.
    func tasks() throws -> [any LoopTask]

    /// What runs once a process. Called once, on loop 0.
    func processTasks() throws -> [any LoopTask]
}

extension Feature {
    package func register(on router: Router) {}
    package var middleware: [any Middleware] { [] }
    package var charges: RateLimitCharging? { nil }
    package var healthChecks: [Health.Check] { [] }
    package func tasks() throws -> [any LoopTask] { [] }
    package func processTasks() throws -> [any LoopTask] { [] }
}
