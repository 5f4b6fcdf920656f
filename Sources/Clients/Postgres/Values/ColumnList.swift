/// The columns of an answer, written once: the cases, in their order, are its select list, and `RowOf` finds each in the row by its
/// place.
///
/// ```
/// enum Column: String, ColumnList { case id, firstName = "first_name" }
///
/// "SELECT \(Column.list(of: "users")) FROM users"               users.id, users.first_name
/// let row = RowOf<Column>(row)
/// User(id: try row.id(.id), firstName: try row.text(.firstName))
/// ```
package protocol ColumnList: RawRepresentable, CaseIterable, Sendable where RawValue == String {}

extension ColumnList {
    /// The raw values, which may be whole expressions.
    package static var list: String { listed { $0 } }

    /// `users.id, users.first_name`
    package static func list(of table: String) -> String { listed { "\(table).\($0)" } }

    package static var count: Int { allCases.count }

    /// The column's number in this list, from 0. An enum without associated values is stored as the number of its case, which is
    /// checked whenever a list is made.
    @inline(__always)
    package var position: Int { MemoryLayout<Self>.size == 0 ? 0 : Int(unsafe unsafeBitCast(self, to: UInt8.self)) }

    private static func listed(_ spelled: (String) -> String) -> String {
        precondition(allCases.map(\.position) == Array(0..<count), "\(Self.self) is not numbered in the order of its cases")
        return allCases.map { spelled($0.rawValue) }.joined(separator: ", ")
    }
}
