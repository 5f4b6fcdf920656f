package import Access
package import OpenSSL
package import ServiceRuntime

extension AccessTokens {
    /// Signs with `secret`; accepts what `previous` has signed too, so that a change of the secret signs nobody out.
    package init(secret: Secret, previous: Secret?) throws(OpenSSLError) {
        let previousKey: HMACSHA256? = if let previous { try HMACSHA256(key: previous.bytes) } else { nil }
        self.init(key: try HMACSHA256(key: secret.bytes), previousKey: previousKey)
    }
}
