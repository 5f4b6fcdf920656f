import Postgres
import Reactor
import TestSupport
import Testing

/// Reading through TLS is another matter for an edge-triggered loop: what OpenSSL has decrypted is no longer in the socket.
@Suite("Encrypted connections") struct EncryptionTests {
    @Test("everything arrives, large and small; a certificate that nobody vouches for is refused when it is to be verified")
    func encrypted() async throws {
        try await Stores.withPrivate([.postgres]) { stores in
            var configuration = PostgresConfiguration(try await stores.postgres())
            configuration.tls = .require
            let encrypted = configuration
            configuration.tls = .verifyFull
            let verified = configuration
            try await onLoop { (loop) async throws in
                let refused = try await postgresError { try await PostgresSession.open(encrypted, on: loop, resolver: .forTests) }
                #expect(refused != nil)
                try await stores.enableTLS()
                try await encrypted.pool(2, on: loop) { pool in
                    #expect(try await pool.run("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0].bool(0))
                    try await exchange(pool)
                }
                let unverified = try await postgresError { try await PostgresSession.open(verified, on: loop, resolver: .forTests) }
                guard case .cannotConnect = unverified else {
                    Issue.record("\(String(describing: unverified))")
                    return
                }
            }
        }
    }

    @Test("a client is known by its certificate, and trusts the server's authority alone") func clientCertificate() async throws {
        try await Certificates.use(client: "appointment") { certificates in
            try await Stores.withPrivate([.postgres]) { stores in
                var configuration = PostgresConfiguration(try await stores.postgres())
                configuration.password = ""
                configuration.tls = .verifyFull
                configuration.authority = certificates.authority
                let nameless = configuration
                configuration.certificate = certificates.client
                configuration.key = certificates.clientKey
                let known = configuration
                configuration.authority = certificates.stranger
                let distrusting = configuration
                try await stores.enableTLS(certificates)
                try await onLoop { (loop) async throws in
                    try await known.pool(2, on: loop) { pool in
                        let row = try await pool.run("SELECT ssl, client_dn FROM pg_stat_ssl WHERE pid = pg_backend_pid()")[0]
                        #expect(try row.bool(0) && row.text(1) == "/CN=appointment")
                        try await exchange(pool)
                    }
                    for refused in [nameless, distrusting] {
                        let error = try await postgresError {
                            try await PostgresSession.open(refused, on: loop, resolver: .forTests)
                        }
                        guard case .cannotConnect = error else {
                            Issue.record("\(String(describing: error))")
                            continue
                        }
                    }
                }
            }
        }
    }

    /// Results around the sizes of libpq's buffer (16 KiB) and of TLS records (16 KiB), alone and in crowds.
    private func exchange(_ pool: PostgresPool) async throws {
        let answer = Statement("answer", "SELECT repeat('x', $1::int)")
        let around = [8_192, 16_384, 32_768].flatMap { size in (-40...40).map { size + $0 * 4 } }
        for size in [0, 1, 1_000_000, 5_000_000] + around {
            #expect(try await pool.query(answer, [.int(size)])[0].text(0).utf8.count == size)
        }
        await withDiscardingTaskGroup { group in
            for size in around {
                group.addTask { #expect((try? await pool.query(answer, [.int(size)])[0].text(0).utf8.count) == size) }
            }
        }
        let text = String(repeating: "0123456789", count: 100_000)
        await withDiscardingTaskGroup { group in
            for _ in 0..<10 {
                group.addTask {
                    #expect((try? await pool.run("SELECT $1::text", [.text(text)])[0].text(0).utf8.count) == 1_000_000)
                }
            }
        }
    }
}
