import AuthDomain
import CoreHTTP
import Foundation
import HTTPWire
import OpenSSL
import Postgres
import ServiceRuntime
import Testing

@testable import AuthService

@Suite("How passwords are kept, and which are refused") struct PasswordStorageTests {
    private static let pepper = "5c1f0b8e7d2a4c6f9e3b1a0d8c7f6e5d"
    private static let former = "a41f0b8e7d2a4c6f9e3b1a0d8c7f6e5e"

    private func hash(_ pepper: String?, _ previous: String? = nil, rounds: Int = 4) throws -> PasswordHash {
        PasswordHash(
            rounds: rounds, pepper: try pepper.map { try PasswordHash.Pepper(Secret($0)) },
            previous: try previous.map { try PasswordHash.Pepper(Secret($0)) })
    }

    @Test("no octet of a password is cut off, however long, with a pepper and without", arguments: [nil, Self.pepper])
    func whole(pepper: String?) throws {
        let passwords = try hash(pepper)
        for length in [8, 71, 72, 73, 128, 512] {
            let password = [UInt8](repeating: 0x61, count: length)
            let made = try passwords.hash(password)
            #expect(passwords.verify(password, made))
            #expect(!passwords.verify(Array(password.dropLast()) + [0x62], made), "\(length)")
            #expect(!passwords.verify(password + [0x61], made), "\(length)")
        }
    }

    @Test("a pepper can be introduced, changed and is needed")
    func rotation() throws {
        let password = Array("correct horse".utf8)
        let (plain, first) = (try hash(nil), try hash(Self.former))
        let (old, made) = (try plain.hash(password), try first.hash(password))
        #expect(made.hasPrefix("$clinic1$") && old.hasPrefix("$2b$04$"))
        let next = try hash(Self.pepper, Self.former)
        for hash in [old, made] { #expect(next.verify(password, hash) && !next.isCurrent(hash)) }
        let current = try next.hash(password)
        #expect(next.verify(password, current) && next.isCurrent(current))
        let (alone, dearer) = (try hash(Self.pepper), try hash(Self.pepper, rounds: 5))
        #expect(!plain.verify(password, made) && !alone.verify(password, made))
        #expect(!dearer.isCurrent(current))
    }

    @Test("who signs in has the password hashed the way that is set now")
    func renewed() async throws {
        try await withAuth(["PASSWORD_PEPPER": Self.pepper]) { auth in
            _ = await auth.register("ann@example.com")
            let old = try Bcrypt.hash(password: Array("correct horse".utf8), rounds: 4)
            _ = try await auth.pool.query(Statement("old", "UPDATE users SET password = $1"), [.text(old)])
            #expect(await auth.logIn("ann@example.com").status == 200)
            try await auth.expect(1, from: "SELECT count(*) FROM users WHERE password LIKE '$clinic1$%'")
            #expect(await auth.logIn("ann@example.com").status == 200)
            #expect(await auth.logIn("ann@example.com", password: "wrong horse").status == 401)
        }
    }

    @Test("a letter is one, however a keyboard writes it; a hash of what was typed once goes on working")
    func composed() async throws {
        try await withAuth { auth in
            let (composed, decomposed) = ("gr\u{FC}n und blau", "gru\u{308}n und blau")
            _ = await auth.register("ann@example.com", password: composed)
            #expect(await auth.logIn("ann@example.com", password: decomposed).status == 200)
            let old = try Bcrypt.hash(password: Array(decomposed.utf8), rounds: 4)
            _ = try await auth.pool.query(Statement("old", "UPDATE users SET password = $1"), [.text(old)])
            #expect(await auth.logIn("ann@example.com", password: decomposed).status == 200)
        }
    }

    @Test(
        "under the strict policy a password is more than a name and a word of the clinic",
        arguments: [
            ("clinic2026", false), ("Password!1", false), ("ann.lee99", true), ("doctorclinic", false), ("example-1", false),
            ("seaside7", false), ("practice.annabel", false), ("plenty of clinic", true), ("green horses", true),
        ])
    func contextWords(password: String, isAccepted: Bool) async throws {
        try await withAuth(["PASSWORD_POLICY": "strict", "CLINIC_NAME": "Seaside Practice"]) { auth in
            let registered = await auth.register("ann@annabel.example", password: password)
            #expect(registered.status == (isAccepted ? 201 : 422), "\(password)")
            // The same at a change.
            let annabel = try Person(await auth.register("annabel@example.com", password: "many green hills"))
            let body = #"{"currentPassword":"many green hills","newPassword":"\#(password)"}"#
            let change = await auth.call(.post, "/api/auth/password", as: annabel, body: body)
            #expect(change.status == (isAccepted ? 204 : 422), "\(password)")
            #expect(change.pointers == (isAccepted ? [] : ["/newPassword"]), "\(password)")
        }
    }

    @Test("a password that has leaked is refused, by a list that was built from a download")
    func breached() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "breached-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let leaked = (0..<2_000).map { "leaked horse \($0)" }
        let lines = leaked.enumerated().map { index, password in
            SHA1.hash(Array(password.utf8)).map { String(format: "%02X", $0) }.joined() + ":\(index == 7 ? 1 : 12)"
        }
        let (list, output) = (folder.appending(path: "list.txt"), folder.appending(path: "list.bin"))
        try (lines.joined(separator: "\r\n") + "\r\nnonsense\r\n").write(to: list, atomically: true, encoding: .utf8)
        for wrong in [[list.path], [list.path, output.path, "--min-count", "0"], [list.path, output.path, "--min-count", "x"]] {
            #expect(try AuthProgram.run(["build-breached-list"] + wrong).status == 2)
        }
        #expect(try AuthProgram.run(["build-breached-list", "/nowhere", output.path]).status == 1)
        let made = try AuthProgram.run(["build-breached-list", list.path, output.path, "--min-count", "2"])
        #expect(made.status == 0 && made.output.hasSuffix("has 1999 passwords\n"), "\(made.output)")
        let passwords = try BreachedPasswords(output.path)
        for (index, password) in leaked.enumerated() { #expect(passwords.contains(Array(password.utf8)) == (index != 7)) }
        for index in 0..<2_000 { #expect(!passwords.contains(Array("fresh horse \(index)".utf8))) }
        try await withAuth(["BREACHED_PASSWORDS_FILE": output.path]) { auth in
            let refused = await auth.register("ann@example.com", password: "leaked horse 3")
            #expect(refused.status == 422 && refused.pointers == ["/password"])
            let ann = try await auth.person("ann@example.com")
            let change = await auth.call(
                .post, "/api/auth/password", as: ann, body: #"{"currentPassword":"correct horse","newPassword":"leaked horse 3"}"#)
            #expect(change.status == 422 && change.pointers == ["/newPassword"])
        }
        #expect(throws: BreachedPasswords.Unusable.self) { try BreachedPasswords(list.path) }
    }
}
