/// The bytes a test vector writes as hexadecimal digits. Traps on anything else.
func bytes(hex text: String) -> [UInt8] {
    let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    precondition(digits.count == text.utf8.count && digits.count % 2 == 0, "not hexadecimal: \(text)")
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}
