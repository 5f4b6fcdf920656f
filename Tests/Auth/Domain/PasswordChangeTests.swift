import AuthDomain
import Contracts
import Testing

@Suite("The wish for another password") struct PasswordChangeTests {
    @Test("the new one differs from the current one, in any octet", arguments: PasswordPolicy.allCases)
    func same(policy: PasswordPolicy) {
        for (current, new, isAccepted) in [
            ("Correct horse 7", "Correct horse 7", false), ("Correct horse 7", "Correct horse 8", true),
            ("Correct horse 7", "correct horse 7", true), ("Correct horse 7", "Correct horse 7 ", true),
            ("short", "Correct horse 7", true),
        ] {
            switch PasswordChange.decide(current: current, new: new, policy: policy) {
            case .accepted(let change):
                #expect(isAccepted && change.current == Array(current.utf8))
            case .invalid(let violations):
                #expect(!isAccepted && violations.map(\.pointer) == ["/newPassword"], "\(current) to \(new)")
            }
        }
    }

    @Test("beside words of the clinic a password has six characters of its own")
    func littleMore() {
        for (new, isAccepted) in [
            ("clinicXqv7Zk", true), ("clinicXqv7Z", false), ("DoctorXqvclinic7Zk", true), ("DoctorXqvclinic7Z", false),
            ("Xqv7ZkPw", true), ("clinicdoctor", false),
        ] {
            let decision = PasswordChange.decide(current: "Correct horse 7", new: new, policy: .strict)
            let accepted = if case .accepted = decision { true } else { false }
            #expect(accepted == isAccepted, "\(new)")
        }
    }

    @Test("both are required, and everything that is wrong is told")
    func required() {
        for (current, new, wrong) in [
            (nil, nil, ["/currentPassword", "/newPassword"]), (nil, "Correct horse 7", ["/currentPassword"]),
            ("Correct horse 7", nil, ["/newPassword"]), ("Correct horse 7", "short", ["/newPassword"]),
        ] as [(String?, String?, [String])] {
            guard case .invalid(let violations) = PasswordChange.decide(current: current, new: new, policy: .basic) else {
                Issue.record("\(wrong) were accepted")
                continue
            }
            #expect(violations.map(\.pointer) == wrong)
        }
    }
}
