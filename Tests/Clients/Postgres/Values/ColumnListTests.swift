import Postgres
import Testing

@Suite("Columns of an answer") struct ColumnListTests {
    enum Note: String, ColumnList {
        case id
        case writtenAt = "written_at"
        case text
    }

    enum Single: String, ColumnList { case number = "count(*)" }

    @Test("the select list is the cases' texts in their order, and each case knows its place in it")
    func list() {
        #expect(Note.list == "id, written_at, text" && Note.list(of: "n") == "n.id, n.written_at, n.text")
        #expect([Note.id, .writtenAt, .text].map(\.position) == [0, 1, 2] && Note.count == 3)
        #expect(Single.list == "count(*)" && Single.number.position == 0)
    }
}
