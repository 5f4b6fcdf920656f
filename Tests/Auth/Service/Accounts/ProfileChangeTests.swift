import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("PATCH /api/auth/profile") struct ProfileChangeTests {
    @Test("what is sent is changed, what is absent stays, null or blank clears")
    func change() async throws {
        try await withAuth { auth in
            let house = try await auth.person("house@example.com", role: "DOCTOR")
            auth.clock.advance(by: .seconds(5))
            let set = await auth.call(
                .patch, "/api/auth/profile", as: house,
                body: #"{"firstName":" Greg ","phone":"+1 609","specialization":"Nephrology"}"#)
            #expect(set.status == 200 && set["firstName"] == "Greg" && set["lastName"] == "Lee")
            #expect(set["phone"] == "+1 609" && set["specialization"] == "Nephrology" && set["version"] == 2)
            #expect(set["updatedAt"]?.text == auth.now.description)
            let cleared = await auth.call(
                .patch, "/api/auth/profile", as: house, body: #"{"phone":null,"specialization":" "}"#)
            #expect(cleared["phone"] == .null && cleared["specialization"] == .null && cleared["firstName"] == "Greg")
            #expect(await auth.profile(house.access).json == cleared.json)
            let nothing = await auth.call(.patch, "/api/auth/profile", as: house, body: "{}")
            #expect(nothing.status == 200 && nothing.json == cleared.json)
        }
    }

    @Test("a language is one of ours, exactly, and null clears it")
    func language() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            #expect(await auth.profile(ann.access)["language"] == .null)
            for language in Language.allCases {
                let answer = await auth.call(
                    .patch, "/api/auth/profile", as: ann, body: #"{"language":"\#(language.rawValue)"}"#)
                #expect(answer.status == 200 && answer["language"]?.text == language.rawValue)
            }
            #expect(await auth.call(.patch, "/api/auth/profile", as: ann, body: #"{"phone":"1"}"#)["language"] == "ar")
            let cleared = await auth.call(.patch, "/api/auth/profile", as: ann, body: #"{"language":null}"#)
            #expect(cleared["language"] == .null)
            for wrong in [#""EN""#, #""de-AT""#, #""xx""#, #""""#, "7", "[]"] {
                let answer = await auth.call(.patch, "/api/auth/profile", as: ann, body: #"{"language":\#(wrong)}"#)
                #expect(answer.status == 422 && answer.pointers == ["/language"], "\(wrong)")
            }
            // What only a later version knows counts as not chosen.
            _ = try await auth.pool.query(Statement("later", "UPDATE users SET language = 'tlh'"))
            #expect(await auth.profile(ann.access)["language"] == .null)
        }
    }

    @Test("what would grant something is refused, with everything else that is wrong, and nothing is changed")
    func refusal() async throws {
        try await withAuth { auth in
            let ann = try await auth.person("ann@example.com")
            let answer = await auth.call(
                .patch, "/api/auth/profile", as: ann,
                body: #"""
                    {"role":"ADMIN","id":"1","emailVerified":true,"active":true,"email":"b@example.com","version":9,"googleId":"1",
                     "password":"x","firstName":null,"lastName":7,"phone":"none","specialization":"Nephrology"}
                    """#)
            #expect(answer.status == 422 && answer.code == "validation_failed")
            #expect(
                answer.pointers.sorted() == [
                    "/active", "/email", "/emailVerified", "/firstName", "/googleId", "/id", "/lastName", "/password", "/phone",
                    "/role", "/specialization", "/version",
                ])
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE version = 1 AND role = 'PATIENT'")
            for (body, pointer) in [
                (#"{"firstName":""}"#, "/firstName"), (#"{"firstName":"a\u0007"}"#, "/firstName"),
                (#"{"lastName":"\#(String(repeating: "x", count: 101))"}"#, "/lastName"),
                (#"{"phone":"\#(String(repeating: "1", count: 21))"}"#, "/phone"), ("[]", ""),
            ] {
                let answer = await auth.call(.patch, "/api/auth/profile", as: ann, body: body)
                #expect(answer.status == 422 && answer.pointers == [pointer], "\(body)")
            }
            #expect(await auth.call(.patch, "/api/auth/profile", as: ann, body: "x").code == "invalid_json")
            #expect(await auth.send(.patch, "/api/auth/profile", body: "{}").status == 401)
        }
    }
}
