/// Host names to addresses without blocking a loop: numeric addresses at once, names by getaddrinfo on a thread.
///
/// getaddrinfo cannot be told to give up: with a name server that does not answer it hangs for many seconds. So each name is looked
/// up on a thread of its own, once for all callers that want it at the time: one that hangs does not hold up other names. Each
/// caller gives up at its own deadline, and nobody joins the thread, so that the process can end while one hangs. At most `limit`
/// names are looked up at a time. May be shared between loops.
package struct Resolver: Sendable {
    package enum Failure: Error, Sendable, Equatable {
        /// The name has no address, or the name service did not answer; getaddrinfo's code.
        case unresolvable(host: String, code: Int32)
        /// No answer before the caller's deadline.
        case timeout(host: String)
        /// `limit` other names are being looked up.
        case busy
    }

    private let lookUps: LookUps

    /// `lookUp` blocks and returns a host's addresses, with port 0.
    package init(limit: Int = 16, lookUp: @escaping @Sendable (String) -> Result<[SocketAddress], Failure> = SystemNames.lookUp) {
        lookUps = LookUps(limit: limit, lookUp: lookUp)
    }

    /// At least one address, in the order the system prefers. Called on `loop`.
    package func resolve(_ host: String, port: UInt16, on loop: EventLoop, deadline: MonotonicTime) async throws(Failure)
        -> [SocketAddress]
    {
        if let numeric = SocketAddress(numeric: host, port: port) { return [numeric] }
        let waiter = LookUpWaiter(on: loop)
        guard lookUps.ask(for: host, waiter) else { throw .busy }
        guard let result = await waiter.result(before: deadline) else {
            lookUps.leave(host, waiter)
            throw .timeout(host: host)
        }
        return try result.get().map { address in
            var address = address
            address.port = port
            return address
        }
    }
}
