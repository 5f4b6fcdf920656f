import Contracts
import Testing

@testable import AuthDomain

@Suite("An admin's change of an account") struct AccountChangeTests {
    private func user(_ role: Role, active: Bool = true) -> User {
        User(
            id: UserID(UUIDValue(high: 1, low: 1)), email: "a@example.com", firstName: "A", lastName: "B", role: role,
            active: active,
            createdAt: .earliest, updatedAt: .earliest)
    }

    @Test("what it does, and whether it ends sessions")
    func decisions() {
        #expect(AccountChange().decide(for: user(.patient), otherAdmins: 0) == .unchanged)
        #expect(AccountChange(role: .patient, active: true).decide(for: user(.patient), otherAdmins: 0) == .unchanged)
        #expect(
            AccountChange(role: .doctor).decide(for: user(.patient), otherAdmins: 0)
                == .changed(role: .doctor, active: true, endsSessions: true))
        #expect(
            AccountChange(active: false).decide(for: user(.patient), otherAdmins: 0)
                == .changed(role: .patient, active: false, endsSessions: true))
        #expect(
            AccountChange(active: true).decide(for: user(.patient, active: false), otherAdmins: 0)
                == .changed(role: .patient, active: true, endsSessions: false))
    }

    @Test("the last active admin cannot be taken away; one of several can, and one who is off already does not count")
    func lastAdmin() {
        for change in [AccountChange(active: false), AccountChange(role: .doctor), AccountChange(role: .patient, active: false)] {
            #expect(change.mayRemoveAdmin)
            #expect(change.decide(for: user(.admin), otherAdmins: 0) == .lastAdmin)
            #expect(change.decide(for: user(.admin), otherAdmins: 1) != .lastAdmin)
        }
        #expect(AccountChange(role: .patient).decide(for: user(.admin, active: false), otherAdmins: 0) != .lastAdmin)
        #expect(!AccountChange(role: .admin, active: true).mayRemoveAdmin)
    }

    @Test("words are taken apart at punctuation and cannot say anything to the search")
    func searchWords() {
        #expect(SearchWords("Dora  O'Hara-Müller ann@x.org")?.words == ["Dora", "O", "Hara", "Müller", "ann", "x", "org"])
        #expect(SearchWords("kle:* | !x')")?.query == "'kle':* & 'x':*")
        #expect(SearchWords(" '\"!")?.query == "")
        #expect(SearchWords("Drem al")?.transposed == "('Drem':* | 'rDem':* | 'Derm':* | 'Drme':*) & ('al':*)")
        #expect(SearchWords("aaab")?.transposed == "('aaab':* | 'aaba':*)")
        #expect(SearchWords(String(repeating: "x", count: 101)) == nil)
        #expect(SearchWords("a b c d e f g h i j")?.words.count == 8)
    }

    @Test("the list of common passwords is what it says")
    func commonPasswords() {
        let words = CommonPasswords.list.split { $0 == " " || $0 == "\n" }
        #expect(words.count == 3_000 && Set(words).count == 3_000)
        #expect(words.allSatisfy { $0.utf8.count >= 8 && $0.lowercased() == $0 })
        #expect(CommonPasswords.contains("PassWord1") && !CommonPasswords.contains("correct horse battery"))
    }
}
