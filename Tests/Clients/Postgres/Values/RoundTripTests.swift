import Postgres
import TestSupport
import Testing

@Suite("Values to the server and back") struct RoundTripTests {
    @Test("every scalar, at its limits") func scalars() async throws {
        try await Database.usePool { pool, _ in
            for number in [0, 1, -1, Int.max, Int.min] {
                #expect(try await pool.run("SELECT $1", [.int(number)])[0].int(0) == number)
            }
            for number in [Int(Int16.min), -1, Int(Int16.max)] {
                let row = try await pool.run("SELECT $1::int2, $1::int4, $1::int8", [.int(number)])[0]
                #expect(try [row.int(0), row.int(1), row.int(2)] == [number, number, number])
            }
            #expect(try await pool.run("SELECT 4294967295::oid")[0].int(0) == 4_294_967_295)
            for number in [0.1, -0.0, .infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude] {
                let read = try await pool.run("SELECT $1", [.double(number)])[0].double(0)
                #expect(read.bitPattern == number.bitPattern)
            }
            #expect(try await pool.run("SELECT $1", [.double(.nan)])[0].double(0).isNaN)
            #expect(try await pool.run("SELECT 0.5::real")[0].double(0) == 0.5)
            let truths = try await pool.run("SELECT $1, $2", [true, false])[0]
            #expect(try [truths.bool(0), truths.bool(1)] == [true, false])
            for text in ["", "a", "Größe 🩺", "it's \\ \"quoted\"", String(repeating: "x", count: 300_000)] {
                #expect(try await pool.run("SELECT $1", [.text(text)])[0].text(0) == text)
            }
            for bytes in [[], [0], [UInt8](0...255)] {
                #expect(try await pool.run("SELECT $1", [.bytes(bytes)])[0].bytes(0) == bytes)
            }
        }
    }

    @Test("uuid, times and dates agree with what the server prints") func printed() async throws {
        try await Database.usePool { pool, _ in
            let id = PostgresUUID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)
            let ids = try await pool.run("SELECT $1::text, $1", [.uuid(id)])[0]
            #expect(try ids.text(0) == "01234567-89ab-cdef-fedc-ba9876543210")
            #expect(try ids.uuid(1) == id)

            for (time, text) in [
                (0, "1970-01-01 00:00:00+00"), (1_767_225_600_123_456, "2026-01-01 00:00:00.123456+00"),
                (-1, "1969-12-31 23:59:59.999999+00"), (Int64.max, "infinity"), (Int64.min, "-infinity"),
            ] {
                let row = try await pool.run("SELECT $1::text, $1", [.timestamptz(time)])[0]
                #expect(try row.text(0) == text)
                #expect(try row.timestamptz(1) == time)
            }
            for (day, text) in [(Int32(0), "1970-01-01"), (20_454, "2026-01-01"), (-1, "1969-12-31"), (Int32.max, "infinity")] {
                let row = try await pool.run("SELECT $1::text, $1", [.date(day)])[0]
                #expect(try row.text(0) == text)
                #expect(try row.date(1) == day)
            }
            let time = try await pool.run("SELECT $1::text, $1", [.time(30_600_000_000)])[0]
            #expect(try time.text(0) == "08:30:00")
            #expect(try time.time(1) == 30_600_000_000)
        }
    }

    @Test("text fits where the server expects another type") func textFits() async throws {
        try await Database.usePool { pool, _ in
            _ = try await pool.run("CREATE TYPE mood AS ENUM ('well', 'ill')")
            _ = try await pool.run("CREATE TABLE t (mood mood, data jsonb, day date, at time, number numeric, word varchar(9))")
            _ = try await pool.run(
                "INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6)", ["ill", "{\"a\": 1}", "2026-02-28", "09:15", "12.50", "word"])
            let row = try await pool.run(
                "SELECT mood, data, day::text, at::text, number::text, word, data::json FROM t WHERE mood = $1", ["ill"])[0]
            let texts = try (0..<7).map { try row.text($0) }
            #expect(texts == ["ill", "{\"a\": 1}", "2026-02-28", "09:15:00", "12.50", "word", "{\"a\": 1}"])
            #expect(try row.text(1).utf8.count == 8)
        }
    }

    @Test("arrays with NULL elements, and empty ones") func arrays() async throws {
        try await Database.usePool { pool, _ in
            let id = PostgresUUID(high: 1, low: 2)
            let texts: [String?] = ["a", nil, "", "Ü"]
            let numbers: [Int?] = [1, nil, -5, .max]
            let row = try await pool.run(
                "SELECT $1, $2, $3, $4, $5, $6::int4[], $7, $1::text, $8::text",
                [
                    .textArray(texts), .intArray(numbers), .boolArray([true, nil, false]), .uuidArray([id, nil]),
                    .timestamptzArray([0, nil, 1]), .intArray([-7, 70_000]), .textArray([]), .bytesArray([[0, 255], nil, []]),
                ])[0]
            #expect(try row.textArray(0) == texts)
            #expect(try row.intArray(1) == numbers)
            #expect(try row.boolArray(2) == [true, nil, false])
            #expect(try row.uuidArray(3) == [id, nil])
            #expect(try row.timestamptzArray(4) == [0, nil, 1])
            #expect(try row.intArray(5) == [-7, 70_000])
            #expect(try row.textArray(6) == [])
            #expect(try row.text(7) == "{a,NULL,\"\",Ü}")
            #expect(try row.text(8) == #"{"\\x00ff",NULL,"\\x"}"#)
        }
    }

    @Test("a batch through unnest") func unnest() async throws {
        let count = try await Database.usePool { pool, _ in
            _ = try await pool.run("CREATE TABLE t (id bigint, name text)")
            let insert = "INSERT INTO t SELECT * FROM unnest($1::bigint[], $2::text[])"
            let result = try await pool.run(insert, [.intArray((0..<1_000).map { $0 }), .textArray((0..<1_000).map { "\($0)" })])
            #expect(result.affectedRows == 1_000)
            return try await pool.run("SELECT count(*) FROM t WHERE id::text = name")[0].int(0)
        }
        #expect(count == 1_000)
    }

    @Test("NULL in any place, in any order of calls") func nulls() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            _ = try await pool.run("CREATE TABLE t (a integer, b text, c uuid, d timestamptz)")
            let insert = Statement("insert", "INSERT INTO t VALUES ($1, $2, $3, $4) RETURNING a, b, c, d")
            let full: [PostgresValue] = [.int(7), .text("x"), .uuid(PostgresUUID(high: 3, low: 4)), .timestamptz(5)]
            for mask in [0b0000, 0b1111, 0b0101, 0b1010, 0b0001, 0b1000, 0b1111] {
                let values = full.indices.map { mask >> $0 & 1 == 1 ? full[$0] : .null }
                let row = try await pool.query(insert, values)[0]
                #expect(try row.intOrNil(0) == (mask & 1 == 0 ? nil : 7))
                #expect(try row.textOrNil(1) == (mask & 2 == 0 ? nil : "x"))
                #expect(try row.uuidOrNil(2) == (mask & 4 == 0 ? nil : PostgresUUID(high: 3, low: 4)))
                #expect(try row.timestamptzOrNil(3) == (mask & 8 == 0 ? nil : 5))
                #expect(row.isNull(1) == (mask & 2 == 0))
            }
        }
    }

    @Test("a column of another type, or NULL, is named in the error") func mismatch() async throws {
        try await Database.usePool { pool, _ in
            let row = try await pool.run("SELECT 'x'::text AS name, NULL::bigint AS age")[0]
            #expect(
                try await postgresError { try row.int(0) }
                    == .unexpectedColumn(ColumnMismatch(column: "name", index: 0, expected: "integer", type: 25, isNull: false)))
            #expect(
                try await postgresError { try row.int(1) }
                    == .unexpectedColumn(ColumnMismatch(column: "age", index: 1, expected: "integer", type: 20, isNull: true)))
            #expect(throws: PostgresError.self) { try row.textArray(0) }
            #expect(throws: PostgresError.self) { try row.uuid(0) }
            #expect(throws: PostgresError.self) { try row.bool(0) }
        }
    }

    @Test("a NUL inside a text is refused here and disturbs nothing") func nul() async throws {
        try await Database.usePool(connections: 1) { pool, _ in
            let error = try await postgresError { try await pool.run("SELECT $1, $2", [.int(1), .text("a\0b")]) }
            #expect(error == .textHoldsNUL(parameter: 2))
            #expect(try await pool.run("SELECT $1", [.text("ab")])[0].text(0) == "ab")
        }
    }
}
