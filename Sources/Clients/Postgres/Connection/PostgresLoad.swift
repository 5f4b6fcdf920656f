/// A pool's counters, for metrics: totals since it was made, and what is now.
package struct PostgresLoad: Sendable, Equatable {
    /// Open connections.
    package var connections = 0
    /// Those that a transaction holds.
    package var inTransaction = 0
    /// Statements sent and not answered.
    package var inFlight = 0
    /// Statements and transactions that wait for a connection.
    package var waiting = 0

    package var statements = 0
    package var prepared = 0
    package var refused = 0
    package var timedOut = 0
    package var busy = 0
    package var connected = 0
    package var connectFailures = 0
    package var lost = 0
}
