import Access
import Contracts
import CoreHTTP

/// The members that answers here have by the hundred: as those of any `ASCIIText`, but without the way through its witness table, which
/// another module's conformance takes.
extension JSONWriter {
    @inline(__always)
    mutating func field<Entity>(_ name: StaticString, _ id: Identifier<Entity>) {
        key(name)
        value(upTo: UUIDValue.longestText) { id.uuid.write(to: &$0) }
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ date: CalendarDate) {
        key(name)
        value(upTo: CalendarDate.longestText) { date.write(to: &$0) }
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ time: WallTime) {
        key(name)
        value(upTo: WallTime.longestText) { time.write(to: &$0) }
    }

    @inline(__always)
    mutating func field(_ name: StaticString, _ instant: Instant) {
        key(name)
        value(upTo: Instant.longestText) { instant.write(to: &$0) }
    }
}
