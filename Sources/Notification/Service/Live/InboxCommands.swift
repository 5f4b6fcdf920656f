import Access
import Audit
import Contracts
import CoreHTTP
import HTTPWire

/// What a client can do through its live socket as well as over HTTP.
struct InboxCommands: Sendable {
    let mark: MarkNotification
    let changeWhole: ChangeWholeInbox

    /// Throws what the use case throws, except for a notification that is gone already.
    func perform(_ message: ClientMessage, by act: Act) async throws {
        switch message {
        case .read(let id):
            do {
                _ = try await mark(id, by: act, read: true)
            } catch let problem as Problem where problem.status == .notFound {
                return  // deleted on another device meanwhile, and told so
            }
        case .readAll: _ = try await changeWhole(.markRead, by: act)
        case .resume: preconditionFailure("the socket's own")
        }
    }
}
