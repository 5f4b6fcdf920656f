import HTTPWire
import Reactor

/// Puts the requests of one connection together from its bytes: what has come of the one that is on its way, and how long the rest of it
/// is waited for. Pure: no socket, and time is an argument.
struct RequestAssembly: ~Copyable {
    enum Step: Equatable {
        /// A request is whole, to be taken before the next call.
        case whole
        /// More bytes are needed. With `invites` the peer waits for 100 Continue before it sends its body (RFC 9110 section 10.1.1); that
        /// is told once, and not for a body that is refused.
        case more(invites: Bool)
    }

    private var parser: RequestParser
    /// Of the request on its way, once it is there.
    private(set) var head: RequestHead?
    private var body: [UInt8] = []
    /// When the unfinished head, or the body, was first waited for.
    private var begun: MonotonicTime?
    private var mustInvite = false

    init(limits: HTTPLimits) { parser = RequestParser(limits: limits) }

    /// Nothing of a next request has come.
    var isIdle: Bool { parser.isIdle }

    /// Takes from the front of `input` what it understands.
    mutating func next(_ input: inout ByteBuffer) throws(RequestError) -> Step {
        while true {
            let (event, consumed) = try input.withSpan { (bytes) throws(RequestError) in try parser.next(bytes) }
            switch event {
            case .needMore:
                input.consume(consumed)
                let invites = mustInvite
                mustInvite = false
                return .more(invites: invites)
            case .head(let head):
                self.head = head
                begun = nil
                mustInvite = head.expectsContinue && head.framing != .none
                if case .length(let count) = head.framing { body.reserveCapacity(min(count, IOBuffers.readSize)) }
            case .body(let range):
                body.append(input, range)
            case .end:
                input.consume(consumed)
                return .whole
            }
            input.consume(consumed)
        }
    }

    /// The request that is whole.
    mutating func take() -> (head: RequestHead, body: [UInt8]) {
        guard let head = head.take() else { preconditionFailure("no request is whole") }
        begun = nil
        mustInvite = false
        var body: [UInt8] = []
        swap(&body, &self.body)
        return (head, body)
    }

    /// Of a request whose head is refused or not yet whole: the path as it was sent. `input` is what is left of that of `next`.
    func sentPath(_ input: borrowing ByteBuffer) -> [UInt8]? { input.withSpan { parser.sentPath($0) } }

    /// Until when the rest is waited for. A head has `headTimeout`. A body has `bodyTimeout` at most, and must keep up with the minimum
    /// rate once its grace is over. The time of each begins with the first call.
    mutating func deadline(at now: MonotonicTime, _ limits: ServerConfiguration) -> MonotonicTime {
        let begun = self.begun ?? now
        self.begun = begun
        if head == nil { return begun + limits.headTimeout }
        let paced = limits.bodyGrace + .milliseconds(body.count * 1_000 / limits.minimumBodyRate)
        return begun + min(limits.bodyTimeout, paced)
    }
}
