/// What a daemon has on one of its loops: the routes, and whatever runs beside the server (connection pools, a consumer, a relay).
/// Made on its loop and confined to it, which is why it may be `@unchecked Sendable`.
package protocol DaemonPart: AnyObject, Sendable {
    var router: Router { get }

    /// Runs what stands beside the server and returns after `stop`. What needs the migrated database waits for `Daemon.isPrepared(on:)` first.
    func run() async

    /// Waits until requests can be served, at most `limit`. The server listens after that in any case, since `/livez` must answer
    /// while a database is away.
    func canServe(atMost limit: Duration) async

    /// Called when the server has drained: makes `run` return. Work that must not be lost is finished within `limit`.
    func stop(within limit: Duration) async
}

extension DaemonPart {
    package func canServe(atMost limit: Duration) async {}
}
