import COpenSSL

/// The PEM files of a TLS client: whom it trusts, and who it says it is. Each may be nil.
package struct TLSFiles: Sendable, Equatable {
    /// The authorities that are trusted instead of the system's.
    package var authority: String?
    /// The client's own certificate, its chain behind it.
    package var certificate: String?
    /// The private key of `certificate`, without a password.
    package var key: String?

    package init(authority: String? = nil, certificate: String? = nil, key: String? = nil) {
        self.authority = authority
        self.certificate = certificate
        self.key = key
    }

    /// What is wrong with them, one sentence each, under the names of their settings. Reads the files.
    package func problems(named names: (authority: String, certificate: String, key: String)) -> [String] {
        var problems: [String] = []
        if certificate != nil, key == nil { problems.append("\(names.key) must be set, as \(names.certificate) is") }
        if key != nil, certificate == nil { problems.append("\(names.certificate) must be set, as \(names.key) is") }
        let context = TLSContext()
        if let authority, !context.trust(authority) {
            problems.append("\(names.authority) holds no certificates in PEM: \(authority)")
        }
        var areRead = certificate != nil && key != nil
        if let certificate, !context.show(certificate) {
            areRead = false
            problems.append("\(names.certificate) holds no certificate in PEM: \(certificate)")
        }
        if let key, !TLSContext().use(key: key) {
            areRead = false
            problems.append("\(names.key) holds no private key in PEM without a password: \(key)")
        }
        if areRead, let key, !context.use(key: key) {
            problems.append("\(names.key) is not the key of the certificate that \(names.certificate) names")
        }
        return problems
    }
}
