import Postgres
import Testing

@Suite("Words of rows that this version does not know") struct UnknownWordsTests {
    private enum Colour: String { case red, green }

    @Test("they cost the reader an error, not the process its life; NULL is nil where it may be")
    func words() async throws {
        try await Database.use { database, loop in
            let session = try await database.session(on: loop)
            let row = try await session.query(Statement("words", "SELECT 'red'::text, 'blue'::text, NULL::text"))[0]
            #expect(try row.word(0, "a colour", Colour.init(rawValue:)) == .red)
            #expect(try row.wordOrNil(2, "a colour", Colour.init(rawValue:)) == nil)
            for column in [1, 2] {
                #expect(throws: PostgresError.self) { _ = try row.word(column, "a colour", Colour.init(rawValue:)) }
            }
            #expect(throws: PostgresError.self) { _ = try row.wordOrNil(1, "a colour", Colour.init(rawValue:)) }
            session.close()
        }
    }

    @Test("a session that holds something is ended when it asks nothing for long; either end asks whether the other is there")
    func dark() async throws {
        try await Database.use { database, loop in
            let session = try await PostgresSession.open(database.configuration.forHolder, on: loop, resolver: .forTests)
            func shown(_ name: String) async throws -> String {
                try await session.query(Statement("shown", "SELECT current_setting($1::text)"), [.text(name)])[0].text(0)
            }
            #expect(try await shown("idle_session_timeout") == "1min")
            #expect(try await shown("tcp_keepalives_idle") == "5")
            #expect(try await shown("tcp_user_timeout") == "10000")
            session.close()
        }
    }
}
