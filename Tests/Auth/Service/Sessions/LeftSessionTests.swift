import CoreHTTP
import HTTPWire
import Testing

@testable import AuthService

@Suite("Signing in with the cookies of a session ends it") struct LeftSessionTests {
    private enum Cookies: CaseIterable { case both, access, refresh }

    private static func fields(_ person: Person, _ cookies: Cookies) -> HTTPFields {
        switch cookies {
        case .both: ["Cookie": "accessToken=\(person.access); refreshToken=\(person.refresh)"]
        case .access: ["Cookie": "accessToken=\(person.access)"]
        case .refresh: ["Cookie": "refreshToken=\(person.refresh)"]
        }
    }

    @Test("by password and by registering, with whichever cookie, whoever it was; what it does not name lives on")
    func leaving() async throws {
        try await withAuth { auth in
            _ = try await auth.person("ann@example.com")
            for (number, cookies) in Cookies.allCases.enumerated() {
                for registers in [true, false] {
                    let left = try await auth.person("left\(number)\(registers)@example.com")
                    let other = try Person(await auth.logIn(left.email))
                    let fields = Self.fields(left, cookies)
                    let answer =
                        registers
                        ? await auth.register("new\(number)@example.com", fields: fields)
                        : await auth.send(
                            .post, "/api/auth/login", body: #"{"email":"ann@example.com","password":"correct horse"}"#,
                            fields: fields)
                    #expect(answer.status == (registers ? 201 : 200))
                    #expect(await auth.profile(left.access).code == "session_revoked", "\(cookies) \(registers)")
                    #expect(await auth.refresh(left.refresh).code == "session_revoked")
                    #expect(await auth.profile(other.access).status == 200)
                    #expect(await auth.profile(answer.token).status == 200)
                }
            }
            #expect(try await auth.recorded().types.filter { $0 == "session_replaced" }.count == 6)
        }
    }

    @Test("cookies of two sessions end both; what cannot be anybody's, a Bearer token and an attempt that fails end none")
    func others() async throws {
        try await withAuth { auth in
            let (ann, bob) = (try await auth.person("ann@example.com"), try await auth.person("bob@example.com"))
            let body = #"{"email":"ann@example.com","password":"correct horse"}"#
            let wrong = #"{"email":"ann@example.com","password":"wrong horse"}"#
            let fields: HTTPFields = ["Cookie": "accessToken=\(ann.access); refreshToken=\(bob.refresh)"]
            #expect(await auth.send(.post, "/api/auth/login", body: wrong, fields: fields).status == 401)
            let bearer: HTTPFields = ["Authorization": "Bearer \(ann.access)"]
            #expect(await auth.send(.post, "/api/auth/login", body: body, fields: bearer).status == 200)
            let nonsense: HTTPFields = ["Cookie": "accessToken=x; refreshToken="]
            #expect(await auth.send(.post, "/api/auth/login", body: body, fields: nonsense).status == 200)
            for person in [ann, bob] { #expect(await auth.profile(person.access).status == 200) }
            #expect(await auth.send(.post, "/api/auth/login", body: body, fields: fields).status == 200)
            for person in [ann, bob] { #expect(await auth.profile(person.access).code == "session_revoked") }
        }
    }
}
