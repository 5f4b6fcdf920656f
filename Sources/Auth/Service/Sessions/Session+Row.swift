import Contracts
import Hosting
import Postgres

extension Session {
    enum Column: String, ColumnList {
        case id
        case createdAt = "created_at"
        case lastSeenAt = "last_seen_at"
        case expiresAt = "expires_at"
        case userAgent = "user_agent"
        case address = "host(ip)"
    }

    init(_ row: RowOf<Column>) throws(PostgresError) {
        self.init(
            id: try row.id(.id), createdAt: try row.instant(.createdAt),
            lastSeenAt: try row.instant(.lastSeenAt), expiresAt: try row.instant(.expiresAt),
            device: Device(
                userAgent: try row.textOrNil(.userAgent), address: try row.textOrNil(.address) ?? ""))
    }
}

extension AuthenticationMethods {
    /// As a column holds them: `pwd otp mfa`.
    var text: String { words.joined(separator: " ") }

    init(text: String) { self.init(words: text.split(separator: " ")) }
}

extension SessionRow {
    /// What `SessionStatements.refresh` returns of the session, before the user's columns.
    enum RefreshColumn: String, ColumnList {
        case outcome, id
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case accessEndsAt = "access_ends_at"
        case methods = "amr"
        case authenticatedAt = "authenticated_at"
    }

    /// In the order of the parameters of `SessionStatements.opening`.
    var values: [PostgresValue] {
        [
            .id(id), .instant(createdAt), .instant(expiresAt), .instant(accessEndsAt), .text(device.userAgent),
            .text(device.address), .bytes(refreshHash), .text(methods.text), .instant(authenticatedAt),
        ]
    }
}
