import COpenSSL

/// What all TLS connections of a client to one kind of server share: TLS 1.2 or newer, and who is trusted.
package final class TLSContext: @unchecked Sendable {
    /// The files cannot be used.
    package struct Unusable: Error, Sendable, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// An `SSL_CTX`. Nothing changes it once `make` has returned, and libssl counts its references atomically.
    let raw: OpaquePointer

    init() {
        guard let raw = SSL_CTX_new(TLS_client_method()) else { preconditionFailure("libssl is out of memory") }
        self.raw = raw
        clinic_ssl_ctx_require_tls12(raw)
        clinic_ssl_ctx_ask_no_password(raw)
        SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nil)
    }

    deinit { SSL_CTX_free(raw) }

    /// Reads the files, which may block for as long as a disk does. Without an authority the system's are trusted.
    package static func make(_ files: TLSFiles) throws(Unusable) -> TLSContext {
        let context = TLSContext()
        let trusts = files.authority.map(context.trust) ?? (SSL_CTX_set_default_verify_paths(context.raw) == 1)
        guard trusts else { throw Unusable(description: "the certificates of authorities cannot be read") }
        guard files.certificate.map(context.show) ?? true else { throw Unusable(description: "the certificate cannot be read") }
        guard files.key.map(context.use(key:)) ?? true else { throw Unusable(description: "the key cannot be used") }
        return context
    }

    func trust(_ file: String) -> Bool { clean(SSL_CTX_load_verify_locations(raw, file, nil)) }
    func show(_ file: String) -> Bool { clean(SSL_CTX_use_certificate_chain_file(raw, file)) }
    /// False also when the key does not belong to the certificate.
    func use(key file: String) -> Bool { clean(SSL_CTX_use_PrivateKey_file(raw, file, SSL_FILETYPE_PEM)) }

    /// A refusal leaves its reasons in a queue of this thread, where the next caller would find them.
    private func clean(_ result: Int32) -> Bool {
        if result != 1 { ERR_clear_error() }
        return result == 1
    }
}
