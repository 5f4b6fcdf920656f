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
    /// Whether this can stand in a line of text: something visible, no control characters, no separators of lines or paragraphs,
    /// nothing that turns the direction of what follows (the "Trojan source" characters), nothing unassigned.
    /// Joiners, which many scripts need inside a word, are fine.
    var isPlainText: Bool {
        var isVisible = false
        for scalar in unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
                return false
            case .format:
                if scalar.properties.isBidiControl { return false }
            case .spaceSeparator:
                continue
            default:
                isVisible = true
            }
        }
        return isVisible
    }
}
