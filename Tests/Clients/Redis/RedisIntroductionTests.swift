import Reactor
import TestSupport
import Testing

@testable import Redis

@Suite("Redis client introduces itself") struct RedisIntroductionTests {
    @Test("password, ACL user, database and name are as configured; wrong ones never become ready")
    func authenticates() async throws {
        try await withPrivateRedis(password: "right") { bed in
            let admin = try await bed.client()
            _ = try await admin.command("ACL", "SETUSER", "daemon", "on", ">daemons", "~*", "+@all", "-client|setname")
            let name = uniqueName("named")
            let named = try await bed.client {
                $0.database = 3
                $0.clientName = name
            }
            let info = try #require(try await named.command("CLIENT", "INFO").text)
            #expect(info.contains(" name=\(name) ") && info.contains(" db=3 ") && info.contains(" user=default "))
            let user = try await bed.client {
                $0.username = "daemon"
                $0.password = "daemons"
                $0.clientName = "forbidden-by-the-acl"
            }
            #expect(try await user.command("ACL", "WHOAMI").text == "daemon")

            var wrong = bed.configuration
            wrong.minBackoff = .milliseconds(1)
            for (username, password, database) in [(nil, "wrong", 0), (nil, nil, 0), ("nobody", "right", 0), (nil, "right", 99)] {
                wrong.username = username
                wrong.password = password
                wrong.database = database
                let client = bed.client(wrong)
                let attempts = LoopSignal(on: bed.loop)
                client.onReady { attempts.raise() }
                #expect(await !client.waitUntilReady(atMost: .milliseconds(100)))
                #expect(client.counters.failedConnects > 1 && client.counters.connects == 0)
                let error = await failure { () async throws(RedisError) in _ = try await client.command("PING") }
                #expect(error == .unavailable)
            }
        }
    }

    @Test("a password that becomes right is accepted without a restart")
    func repaired() async throws {
        try await withPrivateRedis { bed in
            let admin = try await bed.client()
            var configuration = bed.configuration
            configuration.username = "late"
            configuration.password = "later"
            configuration.maxBackoff = .milliseconds(50)
            let client = bed.client(configuration)
            #expect(await !client.waitUntilReady(atMost: .milliseconds(50)))
            _ = try await admin.command("ACL", "SETUSER", "late", "on", ">later", "~*", "+@all")
            #expect(await client.waitUntilReady(atMost: .seconds(30)))
        }
    }

    @Test("a host is looked up by its name")
    func named() async throws {
        try await withRedis { bed in
            let client = try await bed.client { $0.host = "localhost" }
            #expect(try await client.command("PING") == .status("PONG"))
        }
    }
}
