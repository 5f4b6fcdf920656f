import Access
import Contracts
import CoreHTTP

/// What answers of a thousand values are full of, written without the way through `ASCIIText`.
extension JSONWriter {
    @inline(__always)
    mutating func value(_ id: UUIDValue) { value(upTo: UUIDValue.longestText) { id.write(to: &$0) } }

    @inline(__always)
    mutating func value(_ date: CalendarDate) { value(upTo: CalendarDate.longestText) { date.write(to: &$0) } }

    @inline(__always)
    mutating func value(_ time: WallTime) { value(upTo: WallTime.longestText) { time.write(to: &$0) } }

    @inline(__always)
    mutating func value(_ instant: Instant) { value(upTo: Instant.longestText) { instant.write(to: &$0) } }
}
