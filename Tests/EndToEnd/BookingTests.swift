import CoreHTTP
import HTTPWire
import Testing

extension EndToEnd {
    @Suite("A booking's way") struct BookingTests {
        @Test("a patient books, the doctor sees it at once, approves, and the patient sees that")
        func story() async throws {
            try await Stack.run { _, api in
                let doctor = try await api.register("DOCTOR", firstName: "Ada", lastName: "Lovelace")
                let patient = try await api.register("PATIENT", firstName: "Grace", lastName: "Hopper")
                let doctorSocket = try await api.socket(of: doctor)
                let patientSocket = try await api.socket(of: patient)
                #expect(doctorSocket.subprotocol == "notifications.v1")
                for socket in [doctorSocket, patientSocket] {
                    let hello = try await socket.next()
                    #expect(hello["type"] == "hello" && hello["position"] == 0 && hello["unread"] == 0)
                }

                let booked = try await api.book(doctor, by: patient)
                #expect(booked.status == 201)
                let id = try #require(booked.json["id"]?.text)
                #expect(booked.json["status"] == "PENDING")
                #expect(booked.json["patientName"] == "Grace Hopper" && booked.json["doctorName"] == "Ada Lovelace")
                for (socket, words) in [
                    (patientSocket, "Your appointment request has been submitted"),
                    (doctorSocket, "You have a new appointment request"),
                ] {
                    let push = try await socket.next()
                    #expect(push["type"] == "notification" && push["position"] == 1 && push["unread"] == 1)
                    #expect(push["notification"]?["type"] == "appointment.created")
                    #expect(push["notification"]?["metadata"]?["appointmentId"]?.text == id)
                    #expect(push["notification"]?["message"]?.text?.contains(words) == true)
                }

                let foreign = try await api.register("DOCTOR")
                #expect(try await api.approve(id, by: foreign).status == 404)
                #expect(try await api.approve(id, by: patient).status == 403)
                let approved = try await api.approve(id, by: doctor)
                #expect(approved.status == 200 && approved.json["status"] == "APPROVED")
                let push = try await patientSocket.next()
                #expect(push["position"] == 2 && push["unread"] == 2 && push["notification"]?["type"] == "appointment.approved")
                let again = try await api.approve(id, by: doctor)
                #expect(again.status == 409 && again.code == "wrong_state" && again.json["state"] == "APPROVED")

                for person in [doctor, patient] {
                    let list = try await api.call(.appointment, .get, "/api/appointments/my", token: person.token)
                    #expect(list.json["appointments"]?.elements?.map { $0["id"]?.text } == [id])
                }
                let inbox = try await api.inbox(of: patient)
                #expect(inbox.map { $0["seq"] } == [2, 1])
                #expect(inbox.map { $0["type"] } == ["appointment.approved", "appointment.created"])
                #expect(try await api.inbox(of: doctor).count == 1)
                doctorSocket.close()
                patientSocket.close()
            }
        }

        @Test("of 50 concurrent bookings of one slot one wins, 49 are refused, and one row exists")
        func oneSlot() async throws {
            try await Stack.run { _, api in
                let doctor = try await api.register("DOCTOR")
                var patients: [API.Person] = []
                for _ in 0..<50 { patients.append(try await api.register("PATIENT")) }
                let answers = try await withThrowingTaskGroup(of: API.Answer.self) { group in
                    for patient in patients { group.addTask { try await api.book(doctor, by: patient) } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.count { $0.status == 201 } == 1)
                #expect(answers.count { $0.status == 409 && $0.code == "slot_taken" } == 49)
                let list = try await api.call(.appointment, .get, "/api/appointments/my?limit=100", token: doctor.token)
                #expect(list.json["appointments"]?.elements?.count == 1)
            }
        }
    }
}
