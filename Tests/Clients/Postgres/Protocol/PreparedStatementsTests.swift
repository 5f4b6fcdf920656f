import Testing

@testable import Postgres

@Suite("PreparedStatements") struct PreparedStatementsTests {
    private let find = Statement("find", "SELECT $1, $2")
    private var prepared = PreparedStatements()

    private mutating func use(_ statement: Statement, _ values: PostgresValue...) -> PreparedStatements.Use {
        prepared.use(statement, types: values.map(\.type), values: values)
    }

    @Test("once for the same types") mutating func once() {
        let first = use(find, .int(1), .text("a"))
        #expect(first == .init(serverName: "find", types: [20, 0], mustPrepare: true))
        #expect(use(find, .int(2), .text("b")) == .init(serverName: "find", types: [20, 0], mustPrepare: false))
    }

    @Test("NULL fits any declared type") mutating func nullFits() {
        _ = use(find, .int(1), .text("a"))
        #expect(use(find, .null, .null).mustPrepare == false)
    }

    @Test("a type met after NULL makes a second variant, which then serves NULL too") mutating func nullFirst() {
        _ = use(find, .null, .bool(true))
        #expect(use(find, .int(1), .null) == .init(serverName: "find#2", types: [20, 16], mustPrepare: true))
        #expect(use(find, .int(1), .bool(false)).serverName == "find#2")
        #expect(use(find, .null, .null).serverName == "find")
    }

    @Test("statements of one name do not share") mutating func sameName() {
        _ = use(find, .int(1), .int(1))
        let other = Statement("find", "SELECT $2, $1")
        #expect(use(other, .int(1), .int(1)) == .init(serverName: "find#2", types: [20, 20], mustPrepare: true))
        #expect(use(find, .int(1), .int(1)).serverName == "find")
    }

    @Test("prepared anew when the caller does not trust what is there") mutating func anew() {
        _ = use(find, .int(1), .int(1))
        let own = prepared.use(find, types: [20, 20], values: [.int(1), .int(1)], anew: true)
        #expect(own == .init(serverName: "find#2", types: [20, 20], mustPrepare: true))
    }

    @Test("a forgotten name is not used again") mutating func forget() {
        let first = use(find, .int(1), .int(1))
        prepared.forget(find, serverName: first.serverName)
        prepared.forget(find, serverName: first.serverName)
        #expect(use(find, .int(1), .int(1)) == .init(serverName: "find#2", types: [20, 20], mustPrepare: true))
    }
}

@Suite("SQLState") struct SQLStateTests {
    @Test("keeps its five characters") func text() {
        #expect(SQLState("23P01").description == "23P01")
        #expect(SQLState("23P01") == .exclusionViolation)
        #expect(SQLState("40001") != .deadlockDetected)
        #expect(SQLState("23P01").errorClass == "23")
        #expect(SQLState("").description == "")
    }
}
