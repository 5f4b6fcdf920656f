/// What a daemon has on one of its loops: the routes, and whatever runs beside the server (connection pools, a consumer, a relay).
/// Made on its loop, confined to it, `@unchecked Sendable` for that reason.
package protocol DaemonPart: AnyObject, Sendable {
    var router: Router { get }

    /// Runs what stands beside the server and returns after `stop`. It is called when the server listens already: `/livez` must
    /// answer while a database is away. What needs the migrated database waits for `Daemon.isPrepared(on:)` first.
    func run() async

    /// Called when the server has drained: makes `run` return. Work that must not be lost is finished within `limit`.
    func stop(within limit: Duration) async
}
