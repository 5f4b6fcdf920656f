import Access
import Contracts
import CoreHTTP
import HTTPWire
import Hosting
import ServiceRuntime

/// Figures for admins.
struct StatisticsRoutes {
    let statistics: StatisticsStore
    let board: ReplicaBoard
    let clock: WallClock
    let authenticator: Authenticator

    func register(on router: Router) {
        // 200 · 403 forbidden
        router.on(.get, "/api/notifications/statistics") { request in
            _ = try authenticator.principal(of: request, being: .admin)
            let today = clock.instant.seconds / 86_400 * 86_400
            let kept = try await statistics.figures(since: Instant(seconds: today))
            let live = await board.total()
            return .json { json in
                json.beginObject()
                json.field("consumerLag", live.lag)
                json.field("socketsOnline", live.sockets)
                json.field("usersOnline", live.users)
                json.field("deliveredToday", kept.deliveredToday)
                json.key("emailQueue")
                json.beginObject()
                json.field("waiting", kept.emailsWaiting)
                json.field("failed", kept.emailsFailed)
                json.endObject()
                json.endObject()
            }
        }
    }
}
