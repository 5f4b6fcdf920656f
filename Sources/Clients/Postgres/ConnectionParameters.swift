import Reactor

extension PostgresConfiguration {
    /// libpq's keywords and values for one of the host's addresses.
    func connectionParameters(_ address: SocketAddress) -> [(keyword: String, value: String)] {
        [
            ("host", host), ("hostaddr", address.hostText), ("port", String(port)), ("dbname", database), ("user", user),
            ("password", password), ("application_name", applicationName), ("client_encoding", "UTF8"), ("sslmode", tls.rawValue),
            ("gssencmode", "disable"), ("options", sessionOptions),
        ]
    }

    /// What each session is started with. A backend looks every half second whether its client is still there, so that closing a
    /// connection ends what runs on it; and a client that hangs inside a transaction loses its locks after a minute. Compiling a plan takes
    /// longer than any statement of ours runs.
    private var sessionOptions: String {
        var settings = [
            ("timezone", "UTC"), ("jit", "off"), ("client_connection_check_interval", "500ms"),
            ("idle_in_transaction_session_timeout", "60s"),
        ]
        if let searchPath { settings.append(("search_path", searchPath)) }
        settings += parameters.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        return settings.map { "-c \($0)=\(Self.escaped($1))" }.joined(separator: " ")
    }

    /// The server splits its options at spaces; a backslash keeps what follows it.
    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { escaped, character in
            if character == " " || character == "\\" { escaped.append("\\") }
            escaped.append(character)
        }
    }
}
