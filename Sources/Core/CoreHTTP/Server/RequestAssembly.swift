import HTTPWire
import Reactor

/// Assembles the requests of one connection from its bytes: keeps what has arrived of the current one, and says how long to wait
/// for the rest. Pure: no socket, and time is an argument.
struct RequestAssembly: ~Copyable {
    enum Step: Equatable {
        /// A request is whole, to be taken before the next call.
        case whole
        /// More bytes are needed. With `invites` the peer waits for 100 Continue before it sends its body (RFC 9110 section 10.1.1); that
        /// is said once, and not for a body that is refused.
        case more(invites: Bool)
    }

    private var parser: RequestParser
    /// The head of the current request, once it is complete.
    private(set) var head: RequestHead?
    private var body: [UInt8] = []
    /// When the wait for the rest of the head, or for the body, began.
    private var begun: MonotonicTime?
    private var mustInvite = false

    init(limits: HTTPLimits) { parser = RequestParser(limits: limits) }

    /// Nothing of a next request has come.
    var isIdle: Bool { parser.isIdle }

    /// Takes what it can use from the front of `input`.
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

    /// Hands over the complete request.
    mutating func take() -> (head: RequestHead, body: [UInt8]) {
        guard let head = head.take() else { preconditionFailure("no request is whole") }
        begun = nil
        mustInvite = false
        var body: [UInt8] = []
        swap(&body, &self.body)
        return (head, body)
    }

    /// The path as it was sent, of a request whose head is refused or incomplete. `input` is what `next` has left of its input.
    func sentPath(_ input: borrowing ByteBuffer) -> [UInt8]? { input.withSpan { parser.sentPath($0) } }

    /// Until when to wait for the rest. A head has `headTimeout`. A body has at most `bodyTimeout`, and must keep up with the
    /// minimum rate once its grace is over. The time of each begins with the first call.
    mutating func deadline(at now: MonotonicTime, _ limits: ServerConfiguration) -> MonotonicTime {
        let begun = self.begun ?? now
        self.begun = begun
        if head == nil { return begun + limits.headTimeout }
        let paced = limits.bodyGrace + .milliseconds(body.count * 1_000 / limits.minimumBodyRate)
        return begun + min(limits.bodyTimeout, paced)
    }
}
