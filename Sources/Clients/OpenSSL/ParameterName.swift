/// The name of an `OSSL_PARAM`. The parameter keeps the pointer it is given, so the text must outlive the call that made
/// it: a literal's does, a bridged `String`'s does not.
enum ParameterName {
    static var digest: UnsafePointer<CChar> { pointer("digest") }
    static var modulus: UnsafePointer<CChar> { pointer("n") }
    static var exponent: UnsafePointer<CChar> { pointer("e") }
    static var group: UnsafePointer<CChar> { pointer("group") }
    static var publicKey: UnsafePointer<CChar> { pointer("pub") }

    private static func pointer(_ literal: StaticString) -> UnsafePointer<CChar> {
        UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
    }
}
