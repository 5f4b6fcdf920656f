package import Contracts
package import CoreHTTP

/// Ids, dates and times, without a string in between.
extension JSONWriter {
    package mutating func value<Text: ASCIIText>(_ text: Text) {
        value(upTo: Text.longestText) { text.write(to: &$0) }
    }

    package mutating func field(_ name: StaticString, _ text: some ASCIIText) {
        key(name)
        value(text)
    }

    /// `null` stands for nil.
    package mutating func field(_ name: StaticString, _ text: (some ASCIIText)?) {
        key(name)
        if let text { value(text) } else { null() }
    }
}
