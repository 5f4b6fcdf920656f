/// Checks a chunk extension (RFC 9112 section 7.1.1) octet by octet; nothing of it is kept.
///
///     *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] ) CR
struct ChunkExtension {
    private enum State { case beforeSemicolon, beforeName, name, afterName, beforeValue, token, quoted, escaped }

    private var state: State

    /// `byte` is the first behind the size: `;` or a blank.
    init(startingWith byte: UInt8) {
        state = byte == .semicolon ? .beforeName : .beforeSemicolon
    }

    /// True when `byte` is the CR that ends the line.
    mutating func take(_ byte: UInt8) throws(WireError) -> Bool {
        let isToken = CharacterClass.token.contains(byte)
        switch state {
        case .beforeName where isToken: state = .name
        case .beforeValue where isToken: state = .token
        case .beforeValue where byte == .quote: state = .quoted
        case .name where isToken, .token where isToken: break
        case .quoted where byte == .quote: state = .beforeSemicolon
        case .quoted where byte == UInt8(ascii: "\\"): state = .escaped
        case .quoted where Self.isText(byte): break
        case .escaped where Self.isText(byte): state = .quoted
        case .beforeName where byte.isBlank, .beforeValue where byte.isBlank: break
        case .beforeSemicolon where byte.isBlank, .afterName where byte.isBlank: break
        case .name where byte.isBlank: state = .afterName
        case .token where byte.isBlank: state = .beforeSemicolon
        case .name where byte == UInt8(ascii: "="), .afterName where byte == UInt8(ascii: "="): state = .beforeValue
        case .name where byte == .semicolon, .afterName where byte == .semicolon: state = .beforeName
        case .token where byte == .semicolon, .beforeSemicolon where byte == .semicolon: state = .beforeName
        case .name where byte == .cr, .token where byte == .cr: return true
        // A blank must lead to a semicolon, but behind a finished quoted string the line may end.
        case .beforeSemicolon where byte == .cr && endsHere: return true
        default: throw byte == .lf ? .bareLF : .invalidChunkExtension
        }
        endsHere = state == .beforeSemicolon && byte == .quote
        return false
    }

    private var endsHere = false

    private static func isText(_ byte: UInt8) -> Bool {
        byte == .tab || (byte >= .space && byte != 0x7F)
    }
}
