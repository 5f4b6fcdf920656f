import COpenSSL

/// One TLS connection of a client without any I/O: ciphertext from the peer goes in by `feed`, ciphertext for the peer comes out by
/// `takeOutput`, after each call of any kind. The peer's certificate must be made out to the host that is wanted (RFC 6125, 9525).
///
///     socket ──► feed ──► [ SSL ] ──► read
///     socket ◄── takeOutput ◄── [ SSL ] ◄── write
package final class TLSSession {  // confined to whoever made it
    package enum Outcome: Equatable {
        /// The number of bytes; 0 when the handshake is done.
        case done(Int)
        /// More bytes from the peer are needed first.
        case needsInput
        /// The peer has said that nothing more comes.
        case ended
        /// OpenSSL's message.
        case failed(String)
    }

    private let ssl: OpaquePointer
    /// Both belong to `ssl`.
    private let input: OpaquePointer
    private let output: OpaquePointer

    /// `host`: a name or a numeric address.
    package init(_ context: TLSContext, host: String) {
        guard let ssl = SSL_new(context.raw), let input = BIO_new(BIO_s_mem()), let output = BIO_new(BIO_s_mem()) else {
            preconditionFailure("libssl is out of memory")
        }
        self.ssl = ssl
        self.input = input
        self.output = output
        SSL_set_bio(ssl, input, output)
        SSL_set_connect_state(ssl)
        if X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) != 1 {
            SSL_set1_host(ssl, host)
            _ = clinic_ssl_name_server(ssl, host)
        }
        ERR_clear_error()
    }

    deinit { SSL_free(ssl) }

    package func handshake() -> Outcome { outcome(SSL_do_handshake(ssl), 0) }

    package func feed(_ ciphertext: UnsafeRawBufferPointer) {
        guard !ciphertext.isEmpty else { return }
        let taken = BIO_write(input, ciphertext.baseAddress, Int32(ciphertext.count))
        precondition(taken == ciphertext.count, "libssl is out of memory")
    }

    package func read(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        let count = SSL_read(ssl, buffer.baseAddress, Int32(clamping: buffer.count))
        return outcome(count, Int(count))
    }

    /// Takes all of `plaintext`, which must not be empty, unless it fails.
    package func write(_ plaintext: UnsafeRawBufferPointer) -> Outcome {
        let count = SSL_write(ssl, plaintext.baseAddress, Int32(clamping: plaintext.count))
        return outcome(count, Int(count))
    }

    /// Ends the sending side (close_notify); the alert comes out by `takeOutput`.
    package func shutdown() {
        SSL_shutdown(ssl)
        ERR_clear_error()
    }

    /// Appends to `bytes` what the peer must be sent.
    package func takeOutput(onto bytes: inout [UInt8]) {
        let pending = Int(BIO_ctrl_pending(output))
        guard pending > 0 else { return }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: pending))
        let got = bytes.withUnsafeMutableBytes { BIO_read(output, $0.baseAddress?.advanced(by: start), Int32(pending)) }
        bytes.removeLast(pending - max(0, Int(got)))
    }

    private func outcome(_ result: Int32, _ count: Int) -> Outcome {
        if result > 0 { return .done(count) }
        defer { ERR_clear_error() }
        switch SSL_get_error(ssl, result) {
        case SSL_ERROR_WANT_READ: return .needsInput
        case SSL_ERROR_ZERO_RETURN: return .ended
        default: return .failed(reason)
        }
    }

    private var reason: String {
        let verdict = SSL_get_verify_result(ssl)
        if verdict != Int(X509_V_OK) { return "certificate refused: \(String(cString: X509_verify_cert_error_string(verdict)))" }
        let code = ERR_peek_last_error()
        guard code != 0, let text = ERR_reason_error_string(code) else { return "TLS failed" }
        return "TLS: \(String(cString: text))"
    }
}
