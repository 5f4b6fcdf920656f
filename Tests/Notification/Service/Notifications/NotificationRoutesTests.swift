import Contracts
import CoreHTTP
import HTTPWire
import NotificationDomain
import Reactor
import ServiceRuntime
import TestSupport
import Testing

@testable import NotificationService

@Suite("The inbox over HTTP") struct NotificationRoutesTests {
    private static func run(_ body: @escaping @Sendable (Replica, UserID) async throws -> Void) async throws {
        try await Clinic.use { clinic, loop in try await clinic.replica(on: loop) { try await body($0, .random()) } }
    }

    @Test("pages go from the newest to the oldest, each notification once, while new ones arrive")
    func pages() async throws {
        try await Self.run { replica, user in
            for _ in 0..<45 { _ = try await replica.deliver([Events.received(.approved, patient: user)]) }
            var path: String? = "/api/notifications/my?limit=20"
            var seqs: [Int64] = []
            var sizes: [Int] = []
            while let next = path {
                let answer = try await replica.call(.get, next, as: user)
                #expect(answer.status == 200)
                let page = answer.json["notifications"]?.elements ?? []
                seqs += page.compactMap { $0["seq"]?.integer }
                sizes.append(page.count)
                let cursor = answer.json["nextCursor"]?.text
                #expect((answer["Link"] == nil) == (cursor == nil))
                if let cursor { #expect(answer["Link"] == "</api/notifications/my?limit=20&cursor=\(cursor)>; rel=\"next\"") }
                path = cursor.map { "/api/notifications/my?limit=20&cursor=\($0)" }
                _ = try await replica.deliver([Events.received(.approved, patient: user)])
            }
            #expect(seqs == (1...45).reversed().map(Int64.init))
            #expect(sizes == [20, 20, 5])
        }
    }

    @Test("badge and position are of the moment of the list; unread=true leaves out what was read")
    func unread() async throws {
        try await Self.run { replica, user in
            for _ in 0..<3 { _ = try await replica.deliver([Events.received(.approved, patient: user)]) }
            let list = try await replica.call(.get, "/api/notifications/my", as: user)
            #expect(list.json["unread"] == 3 && list.json["position"] == 3 && list.json["nextCursor"] == .null)
            #expect(list["Cache-Control"] == "no-store")
            let id = try #require(list.json["notifications"]?.elements?[1]["id"]?.text)
            let read = try await replica.call(.patch, "/api/notifications/\(id)/read", as: user)
            #expect(read.status == 200 && read.json == ["unread": 2, "position": 4])
            #expect(try await replica.call(.patch, "/api/notifications/\(id)/read", as: user).json == ["unread": 2, "position": 4])
            let unread = try await replica.call(.get, "/api/notifications/my?unread=true&limit=1", as: user)
            #expect(unread.json["notifications"]?.elements?.map { $0["seq"] } == [3])
            #expect(unread["Link"]?.contains("unread=true&limit=1&cursor=") == true)
            #expect(try await replica.call(.get, "/api/notifications/unread-count", as: user).json == ["unread": 2, "position": 4])
            #expect(try await replica.call(.patch, "/api/notifications/read-all", as: user).json == ["unread": 0, "position": 5])
            #expect(try await replica.call(.delete, "/api/notifications/\(id)", as: user).json == ["unread": 0, "position": 6])
            #expect(try await replica.call(.delete, "/api/notifications", as: user).json == ["unread": 0, "position": 7])
            let empty = try await replica.call(.get, "/api/notifications/my", as: user)
            #expect(empty.json == ["notifications": .array([]), "unread": 0, "position": 7, "nextCursor": .null])
        }
    }

    @Test("somebody else's notification is not there")
    func foreign() async throws {
        try await Self.run { replica, user in
            _ = try await replica.deliver([Events.received(.approved, patient: user)])
            let list = try await replica.call(.get, "/api/notifications/my", as: user)
            let id = try #require(list.json["notifications"]?.elements?.first?["id"]?.text)
            let stranger = UserID.random()
            for (method, path) in [
                (HTTPMethod.patch, "/api/notifications/\(id)/read"), (.patch, "/api/notifications/\(id)/unread"),
                (.delete, "/api/notifications/\(id)"), (.patch, "/api/notifications/1/read"),
                (.patch, "/api/notifications/018f0000-0000-7000-8000-000000000000/read"),
            ] {
                let answer = try await replica.call(method, path, as: stranger)
                #expect(answer.status == 404 && answer.code == "not_found", "\(path)")
            }
            #expect(try await replica.call(.get, "/api/notifications/my", as: stranger).json["notifications"] == .array([]))
            #expect(try await replica.call(.get, "/api/notifications/unread-count", as: user).json["unread"] == 1)
        }
    }

    @Test("a parameter that cannot be read is 400")
    func parameters() async throws {
        try await Self.run { replica, user in
            for query in [
                "limit=0", "limit=101", "limit=-1", "limit=x", "limit=", "cursor=%21", "cursor=", "cursor=LTE", "unread=1",
                "unread=",
                "page=2", "limit=1&limit=2", "limit=%zz",
            ] {
                let answer = try await replica.call(.get, "/api/notifications/my?\(query)", as: user)
                #expect(answer.status == 400 && answer.code == "invalid_parameter", "\(query)")
            }
        }
    }

    @Test("nobody gets in without a token, and no foreign page changes anything with a visitor's cookie")
    func access() async throws {
        try await Self.run { replica, user in
            for (method, path) in [
                (HTTPMethod.get, "/api/notifications/my"), (.get, "/api/notifications/unread-count"),
                (.patch, "/api/notifications/x/read"), (.patch, "/api/notifications/read-all"), (.delete, "/api/notifications"),
            ] {
                let answer = try await replica.call(method, path)
                #expect(
                    answer.status == 401 && answer.code == "unauthenticated" && answer["WWW-Authenticate"] == "Bearer", "\(path)")
            }
            let cookie = "accessToken=\(replica.token(of: user))"
            for (fields, status) in [
                (["Origin": "https://evil.example"], 403), (["Sec-Fetch-Site": "cross-site"], 403),
                (["Sec-Fetch-Site": "same-site"], 403),
                (["Origin": Clinic.frontend, "Sec-Fetch-Site": "same-site"], 200), (["Sec-Fetch-Site": "same-origin"], 200),
                ([:], 200),
            ] as [([String: String], Int)] {
                let fields = fields.merging(["Cookie": cookie]) { $1 }
                let answer = try await replica.call(.patch, "/api/notifications/read-all", fields: fields)
                #expect(answer.status == status, "\(fields.keys)")
                #expect(status == 200 || answer.code == "cross_site_request")
            }
        }
    }
}
