import CLibPQ

/// A PGresult as it comes in, before anybody owns it as rows.
struct ReceivedResult: ~Copyable {
    enum Kind {
        /// Rows or a command's tag.
        case completed
        case refused(ServerError)
        case skipped
        case synchronized
        /// Made by libpq, not by the server: the connection has failed.
        case broken(String)
        /// COPY, which nobody here speaks.
        case unknown
    }

    private let raw: OpaquePointer

    init(owning raw: OpaquePointer) { self.raw = raw }

    deinit { PQclear(raw) }

    var kind: Kind {
        switch PQresultStatus(raw) {
        case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY: .completed
        case PGRES_PIPELINE_ABORTED: .skipped
        case PGRES_PIPELINE_SYNC: .synchronized
        case PGRES_FATAL_ERROR:
            PQresultErrorField(raw, ServerError.sqlStateField) == nil
                ? .broken(PQresultErrorMessage(raw).map { String(cString: $0) } ?? "") : .refused(ServerError(raw))
        default: .unknown
        }
    }

    consuming func rows() -> PostgresResult {
        let raw = raw
        discard self
        return PostgresResult(owning: raw)
    }
}

extension ServerError {
    /// PG_DIAG_SQLSTATE and its like are character constants, which Swift does not import.
    static let sqlStateField = Int32(UInt8(ascii: "C"))

    /// The fields of an error's or notice's PGresult.
    init(_ raw: OpaquePointer) {
        func field(_ code: UnicodeScalar) -> String? { PQresultErrorField(raw, Int32(code.value)).map { String(cString: $0) } }
        let severity = field("V") ?? ""
        self.init(
            sqlState: SQLState(field("C") ?? ""), message: field("M") ?? "", constraint: field("n"),
            endsSession: severity == "FATAL" || severity == "PANIC")
        detail = field("D")
        hint = field("H")
        schema = field("s")
        table = field("t")
        column = field("c")
    }
}
