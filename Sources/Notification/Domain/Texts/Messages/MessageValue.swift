import Contracts

/// What stands in a place of a message.
enum MessageValue: Sendable, Equatable {
    /// In the message's own language.
    case own(String)
    /// As somebody wrote it: a name, a reason, an address, in whatever script.
    case theirs(String)
    case number(Int64)
    /// Chooses among cases.
    case word(String)

    func written(in language: Language) -> String {
        switch self {
        case .own(let text), .word(let text): text
        case .theirs(let text):
            language.isRightToLeft || text.unicodeScalars.contains(where: \.isRightToLeft) ? "\u{2068}\(text)\u{2069}" : text
        case .number(let number): "\(number)"
        }
    }
}

extension Unicode.Scalar {
    /// Whether it is of a script that runs from right to left. Between isolates (UAX #9 section 2.4) such a text leaves the order of what
    /// is around it alone, and a text from left to right does so in a sentence from right to left.
    fileprivate var isRightToLeft: Bool {
        switch value {
        case 0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
    }
}
