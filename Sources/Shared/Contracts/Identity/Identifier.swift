/// A UUID that says what it names, so that a doctor's id cannot be passed where an appointment's is meant.
///
/// `Entity` is only a label; it is never instantiated.
package struct Identifier<Entity>: Hashable, Comparable, Sendable {
    package let uuid: UUIDValue

    @inlinable
    package init(_ uuid: UUIDValue) {
        self.uuid = uuid
    }

    /// Reads the text form; nil when it is not a UUID (see `UUIDValue.init(_:)`).
    package init?(_ text: String) {
        guard let uuid = UUIDValue(text) else { return nil }
        self.uuid = uuid
    }

    @inlinable
    package static func < (left: Self, right: Self) -> Bool { left.uuid < right.uuid }
}
