package import Contracts
package import CoreHTTP

/// For the members that lists have by the hundred: the same as for any `ASCIIText`, without the way through its witness table,
/// which a conformance of another module takes.
extension JSONWriter {
    @inline(__always)
    package mutating func field<Entity>(_ name: StaticString, _ id: Identifier<Entity>) {
        key(name)
        value(upTo: UUIDValue.longestText) { id.uuid.write(to: &$0) }
    }

    @inline(__always)
    package mutating func field(_ name: StaticString, _ date: CalendarDate) {
        key(name)
        value(upTo: CalendarDate.longestText) { date.write(to: &$0) }
    }

    @inline(__always)
    package mutating func field(_ name: StaticString, _ time: WallTime) {
        key(name)
        value(upTo: WallTime.longestText) { time.write(to: &$0) }
    }

    @inline(__always)
    package mutating func field(_ name: StaticString, _ instant: Instant) {
        key(name)
        value(upTo: Instant.longestText) { instant.write(to: &$0) }
    }
}
