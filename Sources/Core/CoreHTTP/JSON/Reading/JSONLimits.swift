/// What a document may cost. Beyond a limit reading stops with an error that names it.
package struct JSONLimits: Sendable {
    /// Length of the whole document.
    package var bytes = 1 << 20
    /// Containers within each other; `[[]]` is two deep. Reading recurses once for each, so 512 at most.
    package var depth = 32
    /// Members of one object.
    package var members = 256
    /// Values in the whole document. Each takes a byte or two of input, but dozens in memory.
    package var values = 20_000

    package static let `default` = JSONLimits()

    package init() {}
}
