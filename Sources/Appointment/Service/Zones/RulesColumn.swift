import Postgres

/// By which rules the visits of a zone stand.
enum RulesColumn: String, ColumnList {
    case zone, release, digest
    case isMoving = "is_moving"
}

/// Where a visit belongs that could not be moved there.
enum WantedColumn: String, ColumnList {
    case doctorID = "doctor_id"
    case startsAt = "starts_at"
    case doctorFreeAt = "doctor_free_at"
}

/// Stands before the columns of `VisitInstants`.
enum UnmovedColumn: String, ColumnList {
    case zone = "a.time_zone"
}
