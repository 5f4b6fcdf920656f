import CoreHTTP
import Testing

@Suite("ObjectDecoder gives typed values or every error at once")
struct ObjectDecoderTests {
    enum Role: String, CaseIterable { case patient = "PATIENT", doctor = "DOCTOR", admin = "ADMIN" }

    struct Hours: Equatable {
        let weekday: Int
        let from: String

        init(weekday: Int, from: String) {
            self.weekday = weekday
            self.from = from
        }

        init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
            let weekday = body.required("weekday", .int(1...7))
            let from = body.required("from", .string(5...5))
            body.rejectUnknown()
            let fields = try body.finish()
            self.init(weekday: fields[weekday], from: fields[from])
        }
    }

    struct Registration {
        let email: String
        let role: Role
        let phone: String?
        let age: Int
        let terms: Bool
        let hours: [Hours]
        let home: Hours?

        init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
            let email = body.required("email", .string(3...255).parsed(as: "an email address") { $0.contains("@") ? $0 : nil })
            let role = body.required("role", .choice(of: [Role.patient, .doctor]))
            let phone = body.optional("phone", .trimmed(1...20))
            let age = body.optional("age", .int(0...150), default: 18)
            let terms = body.required("terms", .bool)
            let hours = body.required("hours", .array(of: .object(Hours.init(from:)), count: 0...3))
            let home = body.optional("home", .object(Hours.init(from:)))
            body.rejectUnknown()
            let fields = try body.finish()
            self.email = fields[email]
            self.role = fields[role]
            self.phone = fields[phone]
            self.age = fields[age]
            self.terms = fields[terms]
            self.hours = fields[hours]
            self.home = fields[home]
        }
    }

    private func errors(_ json: JSONValue) -> [String] {
        do throws(ValidationErrors) {
            _ = try Registration(from: ObjectDecoder(json))
            return []
        } catch {
            return error.errors.map { "\($0.pointer) \($0.code.rawValue): \($0.detail)" }
        }
    }

    @Test func readsARightBody() throws {
        let registration = try Registration(
            from: ObjectDecoder([
                "email": "a@b.c", "role": "DOCTOR", "phone": " 123 ", "age": 40, "terms": true,
                "hours": [["weekday": 1, "from": "08:00"], ["weekday": .double(7), "from": "09:00"]],
                "home": ["weekday": 2, "from": "10:00"],
            ]))
        #expect(registration.email == "a@b.c")
        #expect(registration.role == .doctor)
        #expect(registration.phone == "123")
        #expect(registration.age == 40)
        #expect(registration.terms)
        #expect(registration.hours == [Hours(weekday: 1, from: "08:00"), Hours(weekday: 7, from: "09:00")])
        #expect(registration.home == Hours(weekday: 2, from: "10:00"))
    }

    @Test func optionalFieldsMayBeMissingOrNull() throws {
        let bare = try Registration(from: ObjectDecoder(["email": "a@b", "role": "PATIENT", "terms": false, "hours": []]))
        #expect(bare.phone == nil && bare.age == 18 && bare.home == nil)
        let nulls = try Registration(
            from: ObjectDecoder([
                "email": "a@b", "role": "PATIENT", "terms": false, "hours": [], "phone": nil, "age": nil, "home": nil,
            ]))
        #expect(nulls.phone == nil && nulls.age == 18 && nulls.home == nil)
    }

    @Test func tellsEverythingAtOnceWithItsPointer() {
        let wrong: JSONValue = [
            "email": "nobody", "role": "ADMIN", "phone": "   ", "age": 151,
            "hours": [["weekday": 0, "from": "8"], 5, ["from": "08:00", "x/y": 1]],
            "home": [], "a~b": 1,
        ]
        #expect(
            errors(wrong) == [
                "/email format: must be an email address",
                "/role choice: must be one of PATIENT, DOCTOR",
                "/phone length: must not be empty",
                "/age range: must lie in 0 to 150",
                "/terms required: is required",
                "/hours/0/weekday range: must lie in 1 to 7",
                "/hours/0/from length: must have at least 5 characters",
                "/hours/1 type: must be an object",
                "/hours/2/weekday required: is required",
                "/hours/2/x~1y unknown: is not known here",
                "/home type: must be an object",
                "/a~0b unknown: is not known here",
            ])
    }

    @Test func aBodyThatIsNoObjectHasOneError() {
        for body: JSONValue in [nil, 1, "x", [], true] { #expect(errors(body) == [" type: must be an object"]) }
    }

    @Test func nullIsMissingWhereAValueMustBe() {
        #expect(errors(["email": nil, "role": "PATIENT", "terms": true, "hours": []]) == ["/email required: is required"])
    }

    @Test func errorsOfOneRequestAreBounded() {
        var object = JSONObject()
        for number in 0..<300 { object.append("u\(number)", 1) }
        #expect(errors(.object(object)).count == ValidationErrors.limit)
    }

    @Test func anErrorOfTheCallersOwnCounts() {
        #expect(throws: ValidationErrors(JSONPointer.root.appending("to"), .rule, "must lie after from")) {
            var body = ObjectDecoder(["from": 2, "to": 1])
            let from = body.required("from", .int(0...9))
            body.record("to", .rule, "must lie after from")
            _ = try body.finish()[from]
        }
    }
}
