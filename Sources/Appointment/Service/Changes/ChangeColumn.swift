import Postgres

/// What became of a change, before the appointment as it is after it.
enum ChangeColumn: String, ColumnList {
    /// Whether the appointment is one that this person may do this to.
    case isTheirs = "t.mine"
    case isChanged = "m.id IS NOT NULL"
    case statusBefore = "t.status"
    /// A version alone stands for it whatever the names; the row's entity tag is `EntityTags.tag`.
    case matches =
        "($3::text[] IS NULL OR t.version::text = ANY($3::text[]) OR t.version || '.' || t.renames = ANY($3::text[]))"
    case isReadable = "t.readable"
}
