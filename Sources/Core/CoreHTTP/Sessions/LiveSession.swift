/// A connection that has left HTTP's request and answer and lives on the loop's events: a WebSocket or an event stream.
protocol LiveSession: AnyObject, Sendable {
    /// The daemon shuts down: tells the peer so and ends.
    func drain()
    /// Ends at once, without telling the peer.
    func abort()
}
