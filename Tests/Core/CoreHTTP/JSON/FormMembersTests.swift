import CoreHTTP
import Testing

@Suite("Members of a form") struct FormMembersTests {
    @Test("a member is told to be wrong once: of another type it is not missing as well")
    func onceEach() {
        var members = FormMembers(["a": 1, "b": "text", "c": nil, "x": []])
        #expect(members.text("a") == nil && members.text("b") == "text" && members.text("c") == nil && members.text("d") == nil)
        members.rejectOthers()
        let missing = ["a", "c", "d"].map { FieldError(pointer: .root.appending($0), code: .required, detail: "is required") }
        let told = members.errors(and: missing).errors
        #expect(told.map(\.pointer) == ["a", "x", "c", "d"].map { .root.appending($0) })
        #expect(told.map(\.code) == [.type, .unknown, .required, .required])
    }

    @Test(
        "a body that is no object is told to be none, and nothing is missing in it",
        arguments: [[], 1, "a", nil, true] as [JSONValue])
    func noObject(body: JSONValue) {
        var members = FormMembers(body)
        #expect(members.text("a") == nil)
        members.rejectOthers()
        let told = members.errors(and: [FieldError(pointer: .root.appending("a"), code: .required, detail: "is required")]).errors
        #expect(told.map(\.pointer) == [.root] && told.map(\.code) == [.type])
    }
}
