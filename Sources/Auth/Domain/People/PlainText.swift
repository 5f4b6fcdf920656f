import Contracts

extension String {
    /// Without the white space (Unicode's) at either end.
    var trimmed: Substring {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return self[first...last]
    }
}

extension Substring {
    /// Whether this can stand in a line that others read under the clinic's name: something visible, no control characters, no
    /// separators of lines or paragraphs, nothing unassigned, nothing invisible or that turns the direction of what follows (the
    /// "Trojan source" characters), no web address. Joiners and variation selectors, which many scripts and signs need, are fine.
    var isPlainText: Bool {
        var isVisible = false
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                return false
            case .spaceSeparator:
                continue
            default:
                guard !scalar.properties.isDefaultIgnorableCodePoint && scalar.properties.generalCategory != .format else {
                    guard scalar.isJoiner || scalar.properties.isVariationSelector else { return false }
                    continue
                }
                isVisible = true
            }
        }
        return isVisible && !WebAddress.isPossible(in: self)
    }
}

extension Unicode.Scalar {
    fileprivate var isJoiner: Bool { self == "\u{200C}" || self == "\u{200D}" }
}
