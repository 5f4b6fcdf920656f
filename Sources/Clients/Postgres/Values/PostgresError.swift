/// Why a statement gave no result.
package enum PostgresError: Error, Sendable, Equatable {
    /// There is no connection now, or the pool is closing. Nothing was run.
    case unavailable
    /// Too many wait, or the caller's time ran out while it waited for a connection. Nothing was run.
    case busy
    /// No answer in time; the statement may have run.
    case timeout
    /// The connection broke. `mayHaveRun` is false only when nothing of the statement can have been committed.
    case connectionLost(mayHaveRun: Bool)
    /// The server refused the statement; it has changed nothing.
    case refused(ServerError)
    /// The connection could not be made; libpq's message.
    case cannotConnect(String)
    /// A commit whose transaction had failed before, with an error that the body swallowed.
    case rolledBack
    /// PostgreSQL's text holds no NUL; `parameter` counts from 1.
    case textHoldsNUL(parameter: Int)
    /// The code asks for something else than the statement returns.
    case unexpectedColumn(ColumnMismatch)

    /// The same call may succeed in a while, and this one has certainly changed nothing: 503 with Retry-After.
    package var isTransient: Bool {
        switch self {
        case .unavailable, .busy, .cannotConnect, .connectionLost(mayHaveRun: false): true
        case .refused(let error):
            isConflict || error.sqlState == .lockNotAvailable || error.sqlState == .queryCanceled || isServerFailure
        case .timeout, .connectionLost, .rolledBack, .textHoldsNUL, .unexpectedColumn: false
        }
    }

    /// The classes of SQLSTATE that `isServerFailure` may have.
    package static let serverFailureClasses = ["25", "53", "57", "58", "XX"]

    /// The server cannot do what it was asked, whatever was asked: no room or connections (53), ended by an operator (57), the system
    /// beneath it (58), damaged or defective itself (XX), read-only as after a failover (25006). A cancelled statement (57014) does not count.
    package var isServerFailure: Bool {
        guard let sqlState, sqlState != .queryCanceled else { return false }
        if sqlState.errorClass == "25" { return sqlState == .readOnlyTransaction }
        return Self.serverFailureClasses.contains(sqlState.errorClass)
    }

    /// Another transaction got in the way (40001, 40P01): run the transaction again.
    package var isConflict: Bool { sqlState == .serializationFailure || sqlState == .deadlockDetected }

    package var sqlState: SQLState? { if case .refused(let error) = self { error.sqlState } else { nil } }
    /// The violated constraint's name.
    package var constraint: String? { if case .refused(let error) = self { error.constraint } else { nil } }

    /// The server's plan or statement is gone (a schema change, DISCARD ALL): prepare anew and try again.
    var isStalePlan: Bool {
        guard case .refused(let error) = self else { return false }
        return error.sqlState == .invalidStatementName
            || error.sqlState == .featureNotSupported && error.message == "cached plan must not change result type"
    }
}

/// A column that is not what was asked for: a defect of the statement or of the code that reads it.
package struct ColumnMismatch: Sendable, Equatable {
    package let column: String
    package let index: Int
    /// What the code asked for.
    package let expected: String
    /// The OID of the column's type.
    package let type: UInt32
    package let isNull: Bool

    package init(column: String, index: Int, expected: String, type: UInt32, isNull: Bool) {
        self.column = column
        self.index = index
        self.expected = expected
        self.type = type
        self.isNull = isNull
    }
}
