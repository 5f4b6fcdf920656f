import COpenSSL
import Glibc

/// Time stamps of RFC 3161: an authority says, signed, that it has seen the SHA-256 of some data, and when.
package enum TimeStamp {
    package enum Failure: Error, Equatable, Sendable {
        /// Not a reply, or not a token.
        case malformed
        /// The authority's status (section 2.4.2) is another than granted.
        case refused(status: Int)
        /// It answers something else than was asked.
        case otherRequest
        /// Not for this data, or not signed by whom the authorities have certified for it.
        case untrusted
    }

    /// The body of a request, `application/timestamp-query` in DER: version 1, the digest, a random nonce, and that the authority's
    /// certificate shall be in the token.
    package static func request(for data: [UInt8]) -> [UInt8] {
        let sha256: [UInt8] = [0x30, 0x0D, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00]
        let imprint = [0x30, 0x31] + sha256 + [0x04, 0x20] + SHA256.hash(data)
        // Positive and of eight octets, whatever is drawn.
        let number = RandomBytes.random64() & (.max >> 1) | 1 << 62
        let nonce = [0x02, 0x08] + (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        let body = [0x02, 0x01, 0x01] + imprint + nonce + [0x01, 0x01, 0xFF]
        return [0x30, UInt8(body.count)] + body
    }

    /// The token of an `application/timestamp-reply`, in DER. Its signature is not looked at: it is kept, and whoever verifies does.
    package static func token(in reply: [UInt8], to request: [UInt8]) throws(Failure) -> [UInt8] {
        defer { ERR_clear_error() }
        guard let asked = decode(request, { d2i_TS_REQ(nil, $0, $1) }) else { throw .malformed }
        defer { TS_REQ_free(asked) }
        guard let answer = decode(reply, { d2i_TS_RESP(nil, $0, $1) }) else { throw .malformed }
        defer { TS_RESP_free(answer) }
        let status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(answer)))
        guard status == 0 || status == 1 else { throw .refused(status: status) }
        guard let context = TS_REQ_to_TS_VERIFY_CTX(asked, nil) else { throw .malformed }
        defer { TS_VERIFY_CTX_free(context) }
        guard TS_RESP_verify_response(context, answer) == 1 else { throw .otherRequest }
        guard let token = TS_RESP_get_token(answer) else { throw .malformed }
        return encode(token)
    }

    /// Seconds since 1970 at which an authority that one of `authorities`, a file in PEM, has certified for time stamps has seen this data. Its
    /// certificate must have been valid then.
    package static func verify(_ token: [UInt8], of data: [UInt8], authorities: String) throws(Failure) -> Int {
        defer { ERR_clear_error() }
        guard let token = decode(token, { d2i_PKCS7(nil, $0, $1) }) else { throw .malformed }
        defer { PKCS7_free(token) }
        guard let info = PKCS7_to_TS_TST_INFO(token) else { throw .malformed }
        defer { TS_TST_INFO_free(info) }
        var parts = tm()
        guard ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &parts) == 1 else { throw .malformed }
        let time = timegm(&parts)
        guard let context = TS_VERIFY_CTX_new(), let store = X509_STORE_new() else {
            preconditionFailure("libcrypto is out of memory")
        }
        // Owns what it is given.
        defer { TS_VERIFY_CTX_free(context) }
        TS_VERIFY_CTX_set_store(context, store)
        guard X509_STORE_load_file(store, authorities) == 1 else { throw .untrusted }
        X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), time)
        TS_VERIFY_CTX_set_flags(context, signature | version | self.data)
        let isValid = data.withUnsafeBytes { octets in
            TS_VERIFY_CTX_set_data(context, BIO_new_mem_buf(octets.baseAddress, Int32(octets.count)))
            return TS_RESP_verify_token(context, token) == 1
        }
        guard isValid else { throw .untrusted }
        return time
    }

    /// Whether a file holds certificates in PEM, by which stamps can be verified.
    package static func holdsAuthorities(_ file: String) -> Bool {
        guard let store = X509_STORE_new() else { preconditionFailure("libcrypto is out of memory") }
        defer {
            X509_STORE_free(store)
            ERR_clear_error()
        }
        return X509_STORE_load_file(store, file) == 1
    }

    // TS_VFY_SIGNATURE, TS_VFY_VERSION and TS_VFY_DATA, macros that Swift does not see.
    private static let signature: Int32 = 1 << 0
    private static let version: Int32 = 1 << 1
    private static let data: Int32 = 1 << 4

    /// What the octets begin with; nil when that is no such value.
    private static func decode<Value>(_ octets: [UInt8], _ read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Value?)
        -> Value?
    {
        octets.withUnsafeBufferPointer { octets in
            var place = octets.baseAddress
            return read(&place, octets.count)
        }
    }

    private static func encode(_ token: UnsafeMutablePointer<PKCS7>) -> [UInt8] {
        var octets = [UInt8](repeating: 0, count: Int(max(0, i2d_PKCS7(token, nil))))
        octets.withUnsafeMutableBufferPointer { octets in
            var place = octets.baseAddress
            i2d_PKCS7(token, &place)
        }
        return octets
    }
}
