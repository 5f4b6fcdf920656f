import Postgres

extension PostgresError {
    /// For a log: what the server says about a row is left out, since it quotes the row.
    var cause: String {
        switch self {
        case .refused(let error): "refused \(error.sqlState)" + (error.constraint.map { " \($0)" } ?? "")
        default: "\(self)"
        }
    }
}
