import Foundation
package import ServiceRuntime

/// Where mail is handed over (RFC 5321), and how the connection is protected.
package struct SMTPConfiguration: Sendable {
    /// Whether a connection that begins in plain text must become encrypted (RFC 3207).
    package enum StartTLS: String, Sendable, CaseIterable {
        case always, ifOffered = "if-offered", never
    }

    package var host: String
    package var port: Int
    /// Encrypted from the first byte (RFC 8314).
    package var isImplicitTLS: Bool
    package var startTLS: StartTLS
    package var user: String?
    package var password: Secret?
    /// Certificates to trust instead of the system's.
    package var trustFile: String?
    package var connectTimeout: Duration = .seconds(10)
    /// For one mail.
    package var timeout: Duration = .seconds(60)

    /// `smtp://user:password@host:587?starttls=always`, `smtps://host`. Default ports: 587 and 465. Default of `starttls`: always
    /// with a password, otherwise if offered. Nil for anything else.
    package init?(_ text: String) {
        guard let url = URLComponents(string: text), let host = url.host, !host.isEmpty, ["", "/"].contains(url.path),
            url.fragment == nil
        else { return nil }
        switch url.scheme?.lowercased() {
        case "smtp": isImplicitTLS = false
        case "smtps": isImplicitTLS = true
        default: return nil
        }
        self.host = host
        port = url.port ?? (isImplicitTLS ? 465 : 587)
        guard (1...65_535).contains(port) else { return nil }
        user = url.user.flatMap { $0.isEmpty ? nil : $0 }
        password = url.password.map { Secret($0) }
        startTLS = password == nil ? .ifOffered : .always
        for item in url.queryItems ?? [] {
            guard item.name == "starttls", let value = item.value.flatMap(StartTLS.init(rawValue:)) else { return nil }
            startTLS = value
        }
    }
}

extension SMTPConfiguration: CustomStringConvertible {
    /// Without user and password.
    package var description: String { "\(isImplicitTLS ? "smtps" : "smtp")://\(host):\(port)" }
}
