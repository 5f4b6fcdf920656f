import AuthDomain
import Contracts
import Testing

@Suite("Registering")
struct RegistrationTests {
    private let patient = RegistrationForm(
        email: "patient@example.com", password: "password123", firstName: "John", lastName: "Doe", role: "PATIENT",
        phone: "1234567890")

    private func violations(_ change: (inout RegistrationForm) -> Void) -> [String] {
        var form = patient
        change(&form)
        guard case .invalid(let violations) = Registration.decide(form) else { return [] }
        return violations.map(\.pointer)
    }

    private func accepted(_ change: (inout RegistrationForm) -> Void) throws -> Registration {
        var form = patient
        change(&form)
        guard case .accepted(let registration) = Registration.decide(form) else {
            throw RegistrationRefused(decision: Registration.decide(form))
        }
        return registration
    }

    private struct RegistrationRefused: Error { let decision: Registration.Decision }

    @Test("the specification's patient is accepted")
    func specification() throws {
        let registration = try accepted { _ in }
        #expect(registration.email.description == "patient@example.com")
        #expect(registration.role == .patient)
        #expect(registration.phone?.description == "1234567890")
        #expect(registration.specialization == nil)
        let user = User(id: UserID(UUIDValue(high: 1, low: 2)), registration, at: Instant(seconds: 5))
        #expect(user.name == "John Doe")
        #expect(user.active && !user.emailVerified && user.version == 1)
    }

    @Test("a doctor may say what he is a doctor of, a patient may not")
    func specialization() throws {
        let doctor = try accepted {
            $0.role = "DOCTOR"
            $0.specialization = "  Dermatology "
        }
        #expect(doctor.specialization?.description == "Dermatology")
        #expect(try accepted { $0.role = "DOCTOR" }.specialization == nil)
        #expect(violations { $0.specialization = "Dermatology" } == ["/specialization"])
        #expect(try accepted { $0.specialization = "" }.specialization == nil)
    }

    @Test("a language is one of ours, exactly; it may be left out")
    func language() throws {
        for language in Language.allCases { #expect(try accepted { $0.language = language.rawValue }.language == language) }
        for absent in [nil, "", " "] { #expect(try accepted { $0.language = absent }.language == nil) }
        for wrong in ["EN", "de-AT", "xx"] { #expect(violations { $0.language = wrong } == ["/language"]) }
        let registration = try accepted { $0.language = "fr" }
        #expect(User(id: UserID(UUIDValue(high: 1, low: 2)), registration, at: Instant(seconds: 5)).language == .french)
    }

    @Test("nobody registers as an admin, whatever else is wrong")
    func admin() {
        #expect(Registration.decide(RegistrationForm(role: "ADMIN")) == .adminRefused)
    }

    @Test("nobody registers for the desk, nor as a doctor where doctors are invited", arguments: StaffRegistration.allCases)
    func staff(staff: StaffRegistration) {
        #expect(Registration.decide(RegistrationForm(role: "DESK"), staff: staff) == .staffRefused)
        let doctor = Registration.decide(RegistrationForm(role: "DOCTOR"), staff: staff)
        #expect((doctor == .staffRefused) == (staff == .invited))
        #expect(Registration.decide(RegistrationForm(role: "PATIENT"), staff: staff) != .staffRefused)
    }

    @Test("an account whose role is decided elsewhere keeps all other rules", arguments: Role.allCases)
    func asRole(role: Role) {
        var form = patient
        form.role = "nonsense"
        guard case .accepted(let made) = Registration.decide(form, as: role, policy: .basic, site: "Bridge Clinic") else {
            Issue.record("refused as \(role)")
            return
        }
        #expect(made.role == role)
        form.specialization = "Cardiology"
        let isDoctors =
            Registration.decide(form, as: role, policy: .basic, site: "Bridge Clinic")
            != .invalid([
                FieldViolation(pointer: "/specialization", detail: "is only for doctors")
            ])
        #expect(isDoctors == (role == .doctor))
    }

    @Test("every violation is reported at once, in the order of the fields")
    func allAtOnce() {
        #expect(
            Registration.decide(RegistrationForm())
                == .invalid(
                    ["/email", "/password", "/firstName", "/lastName", "/role"].map {
                        FieldViolation(pointer: $0, detail: "is required")
                    }))
        #expect(
            violations {
                $0 = RegistrationForm(
                    email: "x", password: "short", firstName: " ", lastName: "a\nb", role: "NURSE", phone: "call me",
                    specialization: "a\u{0}b")
            } == ["/email", "/password", "/firstName", "/lastName", "/role", "/phone", "/specialization"])
    }

    @Test("a role is one of two words, exactly", arguments: ["patient", "", "SYSTEM", "DOCTOR ", "NURSE"])
    func roles(role: String) {
        #expect(violations { $0.role = role } == ["/role"])
    }

    @Test("white space around a value is dropped, a blank optional one is absent")
    func normalization() throws {
        let registration = try accepted {
            $0.email = " John.Doe@Example.COM\n"
            $0.firstName = "\u{00A0}John "
            $0.phone = "   "
        }
        #expect(registration.email.description == "john.doe@example.com")
        #expect(registration.firstName.description == "John")
        #expect(registration.phone == nil)
    }
}
