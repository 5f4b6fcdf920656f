import CoreHTTP
import Hosting
import Reactor

/// The service on one loop: its connections to the database and its routes.
final class AuthPart: DaemonPart, @unchecked Sendable {  // loop-confined
    let router: Router
    private let database: Database

    init(_ app: App, of daemon: Daemon, on loop: EventLoop) {
        database = app.database(of: daemon, on: loop)
        router = app.router(log: daemon.log)
        app.health(database, of: daemon).register(on: router)
        app.routes(users: PostgresUserStore(pool: database.pool)).register(on: router)
    }

    func run() async { await database.run() }

    func stop(within limit: Duration) async { await database.close(within: limit) }
}
