/// What this module refuses. Running out of memory inside libcrypto, or a system without randomness, is no error to
/// handle: the process stops.
package enum OpenSSLError: Error, Equatable, Sendable {
    /// libcrypto offers no such algorithm (a build without it, or a provider that is not loaded).
    case algorithmUnavailable(String)
    /// An HMAC key of no bytes authenticates nothing.
    case emptyKey
    /// bcrypt reads 72 bytes at most; a longer password is refused, never cut.
    case passwordTooLong(limit: Int)
    /// crypt(3) ends at the first NUL, so everything behind it would not count.
    case passwordContainsNUL
    /// bcrypt's cost lies in 4…31.
    case roundsOutOfRange(ClosedRange<Int>)
    /// crypt(3) gave no hash; `code` is its errno.
    case hashingFailed(code: Int32)
    /// Not a public key: an RSA modulus that is even or of a size not allowed, no valid exponent, or a point that is not on the
    /// curve.
    case invalidPublicKey
    /// Not a private key.
    case invalidPrivateKey
}
