import HTTPWire
import Testing

@Suite("Fields keep their order and can never split a message")
struct HTTPFieldsTests {
    @Test func orderAndCase() {
        var fields: HTTPFields = ["Set-Cookie": "a", "X": "1", "set-cookie": "b"]
        #expect(fields.count == 3)
        #expect(fields["SET-COOKIE"] == "a")
        #expect(fields.all("Set-cookie") == ["a", "b"])
        #expect(fields["y"] == nil)
        fields.set("Set-Cookie", "c")
        #expect(fields == ["Set-Cookie": "c", "X": "1"])
        fields.set("Y", "2")
        fields.remove("x")
        #expect(fields == ["Set-Cookie": "c", "Y": "2"])
        var seen: [String] = []
        for (name, value) in fields { seen.append(name + value) }
        #expect(seen == ["Set-Cookiec", "Y2"])
    }

    @Test(
        "a value or name that could split a message is refused",
        arguments: [
            ("a", "x\r\nSet-Cookie: b"), ("a", "x\n"), ("a", "\r"), ("a", "x\0"), ("a", "\u{1}"), ("a", "\u{7F}"), ("a", "\u{1B}"),
            ("a", "long enough for words\n"),
            ("", "x"), ("a b", "x"), ("a:", "x"), ("a\r\n", "x"), ("ä", "x"), ("a\0", "x"),
        ])
    func refused(_ name: String, _ value: String) {
        var fields = HTTPFields()
        let appended = fields.appendChecked(name, value)
        #expect(!appended)
        #expect(fields.isEmpty)
    }

    @Test func accepted() {
        var fields = HTTPFields()
        for value in ["", "a\tb", "ä€😀", "~ !\"", " x "] {
            let appended = fields.appendChecked("a", value)
            #expect(appended)
        }
        #expect(fields.count == 5)
    }

    @Test func misuseStopsTheProcess() async {
        await #expect(processExitsWith: .failure) {
            var fields = HTTPFields()
            fields.append("a", "x\r\ny: z")
        }
        await #expect(processExitsWith: .failure) {
            var fields: HTTPFields = ["a": "b"]
            fields.set("a", "x\n")
        }
    }
}
