import Postgres

/// The outcome of a change, before the columns of the appointment as it is afterwards.
enum ChangeColumn: String, ColumnList {
    /// Whether the appointment is one that this person may do this to.
    case isTheirs = "t.mine"
    case isChanged = "m.id IS NOT NULL"
    case statusBefore = "t.status"
    /// A version alone matches whatever the names are; the row's entity tag is `EntityTags.tag`.
    case matches =
        "($3::text[] IS NULL OR t.version::text = ANY($3::text[]) OR t.version || '.' || t.renames = ANY($3::text[]))"
    case isReadable = "t.readable"
}
