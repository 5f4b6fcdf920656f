public import Contracts
public import CoreHTTP

/// Ids, dates and times, without a string in between.
extension JSONWriter {
    @inlinable @inline(__always)
    package mutating func value<Text: ASCIIText>(_ text: Text) {
        value(upTo: Text.longestText) { text.write(to: &$0) }
    }

    @inlinable @inline(__always)
    package mutating func field(_ name: StaticString, _ text: some ASCIIText) {
        key(name)
        value(text)
    }

    /// `null` stands for nil.
    @inlinable @inline(__always)
    package mutating func field(_ name: StaticString, _ text: (some ASCIIText)?) {
        key(name)
        if let text { value(text) } else { null() }
    }
}
