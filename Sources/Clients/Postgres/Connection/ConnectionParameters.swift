import Reactor

extension PostgresConfiguration {
    /// libpq's keywords and values for one of the server's addresses. `host` is what its certificate is checked against.
    func connectionParameters(_ server: PostgresServer, _ address: SocketAddress) -> [(keyword: String, value: String)] {
        let files = [("sslrootcert", authority), ("sslcert", certificate), ("sslkey", key)]
        return [
            ("host", server.host), ("hostaddr", address.hostText), ("port", String(server.port)),
            ("target_session_attrs", target),
            ("dbname", database), ("user", user),
            ("password", password), ("application_name", applicationName), ("client_encoding", "UTF8"), ("sslmode", tls.rawValue),
            ("gssencmode", "disable"), ("options", sessionOptions), ("keepalives", "1"),
            ("keepalives_idle", String(Self.silence)), ("keepalives_interval", "2"), ("keepalives_count", "3"),
            ("tcp_user_timeout", String(Self.unacknowledged * 1_000)),
        ] + files.compactMap { keyword, value in value.map { (keyword, $0) } }
    }

    /// Seconds after which either end asks whether the other one's machine is still there, three times, 2 s apart.
    private static let silence = 5
    /// Seconds that sent octets may stay unacknowledged by the other machine. A process that only hangs acknowledges all the same.
    private static let unacknowledged = 10

    /// What each session is started with. A backend looks every half second whether its client is still there, so that closing a
    /// connection ends what runs on it; it notices a dead network as soon as we do; and a client that hangs inside a transaction
    /// loses its locks after a minute. No JIT: compiling a plan takes longer than any statement of ours runs.
    private var sessionOptions: String {
        var settings = [
            ("timezone", "UTC"), ("jit", "off"), ("client_connection_check_interval", "500ms"),
            ("idle_in_transaction_session_timeout", "60s"), ("tcp_keepalives_idle", "\(Self.silence)s"),
            ("tcp_keepalives_interval", "2s"), ("tcp_keepalives_count", "3"), ("tcp_user_timeout", "\(Self.unacknowledged)s"),
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
