import AppointmentDomain
import Contracts
import CoreHTTP
import HTTPWire
import Postgres
import Testing

@testable import AppointmentService

@Suite("Schedules", .timeLimit(.minutes(4))) struct ScheduleTests {
    private let mornings = #"""
        {"timeZone":"Europe/Berlin","slotMinutes":20,"bufferMinutes":10,"horizonDays":90,"cancellationCutoffMinutes":1440,
         "minimumNoticeMinutes":120,"hours":[{"weekday":2,"from":"13:00","to":"24:00"},{"weekday":2,"from":"09:00","to":"12:00"},
         {"weekday":1,"from":"00:00","to":"12:00"}]}
        """#

    @Test("who has set nothing has the clinic's defaults; what is set is answered whole, sorted, and stays until it is replaced")
    func replace() async throws {
        try await Clinic.open({ $0.clinicZone = Zone("Europe/Vienna") ?? .utc }) { clinic in
            let doctor = try clinic.person(.doctor)
            let standard = await clinic.schedule(doctor)
            #expect(standard.status == 200)
            #expect(
                standard.text
                    == #"{"timeZone":"Europe/Vienna","slotMinutes":30,"bufferMinutes":0,"horizonDays":null,"cancellationCutoffMinutes":0,"#
                    + #""minimumNoticeMinutes":0,"hours":[],"timeOff":[]}"#)
            let set = await clinic.set(mornings, by: doctor)
            #expect(set.status == 200)
            #expect(
                set.text
                    == #"{"timeZone":"Europe/Berlin","slotMinutes":20,"bufferMinutes":10,"horizonDays":90,"cancellationCutoffMinutes":1440,"#
                    + #""minimumNoticeMinutes":120,"hours":[{"weekday":1,"from":"00:00","to":"12:00"},"#
                    + #"{"weekday":2,"from":"09:00","to":"12:00"},{"weekday":2,"from":"13:00","to":"24:00"}],"timeOff":[]}"#)
            #expect(await clinic.schedule(doctor).text == set.text)
            let admin = try clinic.person(.admin)
            #expect(await clinic.schedule(admin, of: doctor.id).text == set.text)
            #expect(await clinic.schedule(doctor, of: doctor.id).text == set.text)

            let other = #"{"timeZone":"UTC","slotMinutes":30,"hours":[{"weekday":7,"from":"10:00","to":"11:00"}]}"#
            let replaced = await clinic.set(other, by: admin, of: doctor.id)
            #expect(replaced.status == 200 && replaced["hours"]?.elements?.count == 1 && replaced["bufferMinutes"] == 0)
            #expect(replaced["horizonDays"] == JSONValue.null && replaced["minimumNoticeMinutes"] == 0)
            #expect(await clinic.schedule(doctor).text == replaced.text)
            #expect(try await clinic.schedule(clinic.person(.doctor)).text == standard.text, "nobody else's")
        }
    }

    @Test("every replica sees a schedule from the next request on, in what is shown, offered and booked")
    func replicas() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let other = clinic.replica()
            for hour in ["09", "10", "11", "12"] {
                let hours = #"{"weekday":2,"from":"\#(hour):00","to":"\#(hour):45"}"#
                let set = await clinic.set(#"{"timeZone":"UTC","slotMinutes":30,"hours":[\#(hours)]}"#, by: doctor)
                #expect(await clinic.schedule(doctor, through: other).text == set.text)
                #expect(await clinic.times(doctor.id, on: "2026-12-15", by: patient, through: other) == ["\(hour):00"])
                let body = { (time: String) in
                    #"{"doctorId":"\#(doctor.id)","appointmentDate":"2026-12-15","appointmentTime":"\#(time)"}"#
                }
                let late = await clinic.send(
                    .post, "/api/appointments", token: patient.token, body: body("\(hour):30"), through: other)
                #expect(late.code == "outside_hours")
                let right = await clinic.send(
                    .post, "/api/appointments", token: patient.token, body: body("\(hour):00"), through: other)
                #expect(right.status == 201)
            }
        }
    }

    @Test("what a replica remembers of a schedule decides no booking once another has changed it: hours, an absence, its end")
    func remembered() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let patient = try clinic.person(.patient)
            let other = clinic.replica()
            let book = { (time: String) in
                await clinic.send(
                    .post, "/api/appointments", token: patient.token,
                    body: #"{"doctorId":"\#(doctor.id)","appointmentDate":"2026-12-15","appointmentTime":"\#(time)"}"#,
                    through: other)
            }
            let hours = { (from: String, to: String) in
                #"{"timeZone":"UTC","slotMinutes":30,"hours":[{"weekday":2,"from":"\#(from)","to":"\#(to)"}]}"#
            }
            #expect(await clinic.set(hours("09:00", "12:00"), by: doctor).status == 200)
            #expect(await book("09:00").status == 201)
            #expect(await clinic.set(hours("10:00", "14:00"), by: doctor).status == 200)
            #expect(await book("09:30").code == "outside_hours")
            #expect(await book("13:00").status == 201)
            let away = await clinic.away("2026-12-15T10:00:00Z", "2026-12-15T11:00:00Z", by: doctor)
            #expect(away.status == 201)
            #expect(await book("10:00").code == "outside_hours")
            #expect(await book("11:00").status == 201)
            #expect(await clinic.back(away["id"]?.text ?? "", by: doctor).status == 204)
            #expect(await book("10:00").status == 201)
            #expect(try await clinic.count("appointments") == 4)
        }
    }

    @Test("of two who replace a schedule at once one does after the other: never a mixture")
    func atOnce() async throws {
        try await Clinic.open(connections: 4) { clinic in
            let doctor = try clinic.person(.doctor)
            func schedule(_ hour: Int, _ weekdays: ClosedRange<Int>) -> String {
                let hours = weekdays.map { #"{"weekday":\#($0),"from":"\#(hour):00","to":"\#(hour):\#(hour)"}"# }
                return #"{"timeZone":"UTC","slotMinutes":\#(hour),"hours":[\#(hours.joined(separator: ","))]}"#
            }
            let statuses = await withTaskGroup(of: Int.self) { group in
                for hour in 10..<20 {
                    group.addTask { await clinic.set(schedule(hour, 1...(hour - 9) % 7 + 1), by: doctor).status }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { $0 == 200 })
            let answer = await clinic.schedule(doctor)
            let slot = Int(answer["slotMinutes"]?.integer ?? 0)
            let hours = answer["hours"]?.elements ?? []
            #expect(hours.count == (slot - 9) % 7 + 1 && hours.allSatisfy { $0["from"]?.text == "\(slot):00" })
        }
    }

    @Test("everything wrong is told at once, each at its place, and nothing is kept")
    func wrong() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let everything = #"""
                {"timeZone":"Europe/Atlantis","slotMinutes":4,"bufferMinutes":241,"horizonDays":0,"cancellationCutoffMinutes":-1,
                 "minimumNoticeMinutes":"x","colour":"red","hours":[{"weekday":1,"from":"09:00","to":"12:00"},
                 {"weekday":1,"from":"12:00","to":"12:00"},{"weekday":0,"from":"9:00","to":"25:00"},
                 {"weekday":1,"from":"11:59","to":"13:00"},7,{"weekday":2,"from":"11:59","to":"13:00","x":1},{"weekday":1}]}
                """#
            let answer = await clinic.set(everything, by: doctor)
            #expect(answer.status == 422 && answer.code == "validation_failed")
            #expect(
                answer.pointers == [
                    "/timeZone", "/slotMinutes", "/bufferMinutes", "/horizonDays", "/cancellationCutoffMinutes",
                    "/minimumNoticeMinutes", "/colour", "/hours/1/to", "/hours/2/weekday", "/hours/2/from", "/hours/2/to",
                    "/hours/3",
                    "/hours/4", "/hours/5/x", "/hours/6/from", "/hours/6/to",
                ])
            let many = Array(repeating: #"{"weekday":1,"from":"09:00","to":"12:00"}"#, count: 71).joined(separator: ",")
            let cases: [(body: String, pointers: [String])] = [
                ("[]", [""]), ("{}", ["/timeZone", "/slotMinutes", "/hours"]),
                (#"{"timeZone":"UTC","slotMinutes":30,"hours":{}}"#, ["/hours"]),
                (#"{"timeZone":"CET","slotMinutes":30,"hours":[]}"#, ["/timeZone"]),
                (#"{"timeZone":"UTC","slotMinutes":481,"hours":[]}"#, ["/slotMinutes"]),
                (#"{"timeZone":"UTC","slotMinutes":30.5,"hours":[]}"#, ["/slotMinutes"]),
                (#"{"timeZone":"UTC","slotMinutes":30,"horizonDays":3651,"hours":[]}"#, ["/horizonDays"]),
                (#"{"timeZone":"UTC","slotMinutes":30,"minimumNoticeMinutes":43201,"hours":[]}"#, ["/minimumNoticeMinutes"]),
                (
                    #"{"timeZone":"UTC","slotMinutes":30,"hours":[{"weekday":1,"from":"17:00","to":"09:00"}]}"#, ["/hours/0/to"]
                ),
                (
                    #"{"timeZone":"UTC","slotMinutes":30,"hours":[{"weekday":8,"from":"24:00","to":"24:00"}]}"#,
                    ["/hours/0/weekday", "/hours/0/from"]
                ),
            ]
            for item in cases {
                let answer = await clinic.set(item.body, by: doctor)
                #expect(answer.status == 422 && answer.pointers == item.pointers, "\(item.body): \(answer.text)")
            }
            let tooMany = await clinic.set(#"{"timeZone":"UTC","slotMinutes":30,"hours":[\#(many)]}"#, by: doctor)
            #expect(tooMany.status == 422 && tooMany.pointers.first == "/hours")
            #expect(await clinic.set("{", by: doctor).code == "invalid_json")
            let path = "/api/appointments/schedule"
            let text = await clinic.send(.put, path, token: doctor.token, body: "{}", fields: ["content-type": "text/plain"])
            #expect(text.status == 415)
            #expect(try await clinic.count("doctor_settings") == 0)
        }
    }

    @Test("a doctor has his own schedule, an admin anybody's who can be booked, a patient none")
    func access() async throws {
        try await Clinic.open { clinic in
            let doctor = try clinic.person(.doctor)
            let other = try clinic.person(.doctor)
            let admin = try clinic.person(.admin)
            let gone = try clinic.person(.doctor)
            clinic.auth.users[gone.id]?.active = false
            let patient = try clinic.person(.patient)
            clinic.auth.users[patient.id] = FakeAuth.User(name: "Grace Hopper", role: .patient)
            let path = "/api/appointments/schedule"
            let body = #"{"timeZone":"UTC","slotMinutes":30,"hours":[]}"#
            let cases: [(token: String?, query: String?, status: Int, code: String)] = [
                (nil, nil, 401, "unauthenticated"), (patient.token, nil, 403, "forbidden"),
                (patient.token, "doctorId=\(doctor.id)", 403, "forbidden"),
                (doctor.token, "doctorId=\(other.id)", 404, "not_found"),
                (doctor.token, "doctorId=x", 400, "invalid_parameter"), (doctor.token, "user=1", 400, "invalid_parameter"),
                (admin.token, nil, 400, "invalid_parameter"), (admin.token, "doctorId=1", 400, "invalid_parameter"),
                (admin.token, "doctorId=\(gone.id)", 404, "doctor_not_found"),
                (admin.token, "doctorId=\(patient.id)", 404, "doctor_not_found"),
            ]
            for item in cases {
                for method in [HTTPMethod.get, .put] {
                    let answer = await clinic.send(
                        method, path, query: item.query, token: item.token, body: method == .put ? body : nil)
                    #expect(answer.status == item.status && answer.code == item.code, "\(method.name) \(item.query ?? "")")
                }
            }
            #expect(try await clinic.count("doctor_settings") == 0)
            clinic.auth.failure = .serviceUnavailable
            #expect(await clinic.schedule(admin, of: other.id).code == "auth_unavailable")
            #expect(await clinic.set(body, by: doctor).status == 200, "he need not be asked about himself")
            await clinic.pool.close(within: .seconds(1))
            for answer in [await clinic.schedule(doctor), await clinic.set(body, by: doctor)] {
                #expect(answer.status == 503 && answer.code == "store_unavailable" && answer.fields["Retry-After"] == "1")
            }
        }
    }
}
