/// SQL that is prepared once on each connection, in the same round trip as its first use there. Parameters are `$1`, `$2`, …
///
/// Make it a `static let`: equality of the same value is two pointer comparisons. `name` is what `pg_prepared_statements` shows; two
/// statements may share it.
package struct Statement: Sendable, Hashable {
    package let name: String
    package let sql: String
    /// A short read, which goes where others like it are under way rather than to a connection of its own (see `LendingQueue`).
    package let isBrief: Bool
    private let digest: Int

    package init(_ name: StaticString, _ sql: String, isBrief: Bool = false) {
        self.name = "\(name)"
        self.sql = sql
        self.isBrief = isBrief
        digest = self.name.utf8.reduce(sql.utf8.count) { $0 &* 31 &+ Int($1) }
    }

    package static func == (a: Statement, b: Statement) -> Bool { a.name == b.name && a.sql == b.sql }
    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}
