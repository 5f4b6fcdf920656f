/// A day of the week with its ISO 8601 number: Monday is 1, Sunday is 7.
package enum Weekday: Int, Sendable, CaseIterable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday
}
