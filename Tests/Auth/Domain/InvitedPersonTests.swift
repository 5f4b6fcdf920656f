import AuthDomain
import Contracts
import Testing

@Suite("What whoever accepts an invitation with a passkey says of themselves") struct InvitedPersonTests {
    private static let right = RegistrationForm(firstName: " Greg ", lastName: "House", phone: "", language: "de")

    @Test("is taken without white space around it; what is blank and optional counts as absent")
    func accepted() throws {
        guard case .accepted(let person) = InvitedPerson.decide(Self.right, passkeyName: " Phone ") else {
            Issue.record("refused")
            return
        }
        #expect(person.firstName.description == "Greg" && person.passkeyName.description == "Phone")
        #expect(person.phone == nil && person.language == .german)
    }

    @Test(
        "is refused with everything that is wrong, in the order of the fields",
        arguments: [
            (RegistrationForm(), nil, ["/firstName", "/lastName", "/passkeyName"]),
            (
                RegistrationForm(firstName: " ", lastName: "a.example", phone: "x", language: "xx"), "",
                ["/firstName", "/lastName", "/phone", "/language", "/passkeyName"]
            ),
            (right, " ", ["/passkeyName"]), (right, String(repeating: "ü", count: 101), ["/passkeyName"]),
            (RegistrationForm(firstName: "G", lastName: String(repeating: "h", count: 101)), "P", ["/lastName"]),
        ] as [(RegistrationForm, String?, [String])])
    func refused(form: RegistrationForm, passkeyName: String?, pointers: [String]) {
        guard case .invalid(let violations) = InvitedPerson.decide(form, passkeyName: passkeyName) else {
            Issue.record("accepted")
            return
        }
        #expect(violations.map(\.pointer) == pointers)
    }

    @Test("a passkey's name has 1 to 100 characters of any script", arguments: [(1, true), (100, true), (101, false), (0, false)])
    func name(count: Int, isRight: Bool) {
        for letter in ["a", "ü", "ع"] {
            #expect((PasskeyName(" \(String(repeating: letter, count: count)) ") != nil) == isRight)
        }
    }
}
