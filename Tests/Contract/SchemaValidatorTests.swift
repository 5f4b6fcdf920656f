import CoreHTTP
import TestSupport
import Testing

@Suite("The schema validator that tests of the services use") struct SchemaValidatorTests {
    private static let document: JSONValue = [
        "s": [
            "type": "object", "required": ["id", "tags"], "additionalProperties": false,
            "properties": [
                "id": ["type": "string", "format": "uuid"], "n": ["type": ["integer", "null"], "minimum": 1, "maximum": 5],
                "tags": ["type": "array", "items": ["$ref": "#/tag"], "minItems": 1, "uniqueItems": true],
                "either": ["oneOf": [["type": "string", "maxLength": 2], ["type": "string", "pattern": "^x"]]],
            ],
        ],
        "tag": ["type": "string", "enum": ["a", "b"]],
    ]
    private static let id: JSONValue = "0198a3c4-8f00-7abc-8def-0123456789ab"

    private func violations(_ value: JSONValue) -> [String] {
        SchemaValidator(Self.document).violations(of: value, against: ["$ref": "#/s"], at: "")
    }

    @Test func whatFits() {
        #expect(violations(["id": Self.id, "tags": ["a"]]) == [])
        #expect(violations(["id": Self.id, "tags": ["a", "b"], "n": 5, "either": "ab"]) == [])
        #expect(violations(["id": Self.id, "tags": ["a"], "n": nil, "either": "xyz"]) == [])
    }

    @Test(
        "each keyword refuses",
        arguments: [
            "[]", #"{"tags":["a"]}"#, #"{"id":"x","tags":["a"]}"#, #"{"id":1,"tags":["a"]}"#, #"{"id":"ID","tags":[]}"#,
            #"{"id":"ID","tags":["c"]}"#, #"{"id":"ID","tags":["a","a"]}"#, #"{"id":"ID","tags":["a"],"n":0}"#,
            #"{"id":"ID","tags":["a"],"n":6}"#, #"{"id":"ID","tags":["a"],"n":"1"}"#, #"{"id":"ID","tags":["a"],"more":1}"#,
            #"{"id":"ID","tags":["a"],"either":"abc"}"#, #"{"id":"ID","tags":["a"],"either":"x"}"#,
        ])
    func whatDoesNot(text: String) throws {
        let value = try JSONReader.parse(Array(text.replacing("ID", with: Self.id.text ?? "").utf8))
        #expect(!violations(value).isEmpty)
    }

    @Test("a keyword it does not know, and a format, are no silent pass")
    func unknown() {
        let validator = SchemaValidator([:])
        #expect(!validator.violations(of: 1, against: ["multipleOf": 3], at: "").isEmpty)
        #expect(!validator.violations(of: "x", against: ["format": "hostname"], at: "").isEmpty)
    }
}
