package import Postgres

/// How a service finds whose data something is, for refusals: whoever was refused it does not say.
package struct AuditOwners: Sendable {
    let objectType: String
    let statement: Statement

    /// `statement`: $1 ids of objects of this type; gives `OwnerColumn` for each that there is.
    package init(of objectType: String, _ statement: Statement) { (self.objectType, self.statement) = (objectType, statement) }
}

package enum OwnerColumn: String, ColumnList { case object, person }
