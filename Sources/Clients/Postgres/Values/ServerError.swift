/// What the server said when it refused a statement. Its texts may quote values of the row in question: they are neither for a client nor for
/// a log, and `description` withholds them.
package struct ServerError: Sendable, Equatable, CustomStringConvertible {
    package var sqlState: SQLState
    package var message: String
    package var detail: String?
    package var hint: String?
    package var schema: String?
    package var table: String?
    package var column: String?
    /// The constraint that was violated; the name to map an error to its meaning.
    package var constraint: String?
    /// FATAL or PANIC: the server has ended the session with this.
    package var endsSession: Bool

    package init(sqlState: SQLState, message: String, constraint: String? = nil, endsSession: Bool = false) {
        self.sqlState = sqlState
        self.message = message
        self.constraint = constraint
        self.endsSession = endsSession
    }

    package var description: String { "\(sqlState)" + (constraint.map { " (constraint \($0))" } ?? "") }
}
