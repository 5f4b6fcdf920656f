import Contracts
import CoreHTTP
import Foundation
import HTTPWire
import Reactor
import TestSupport

/// The system's HTTP interface as a client sees it. Confined to its loop.
final class API: @unchecked Sendable {  // loop-confined
    struct Answer: Sendable {
        let status: Int
        let fields: HTTPFields
        let body: [UInt8]
        /// Null when the body is no JSON.
        var json: JSONValue { (try? JSONReader.parse(body)) ?? .null }
        var code: String? { json["code"]?.text }
    }

    struct Person: Sendable {
        let id: String
        let email: String
        let token: String
    }

    struct Unexpected: Error { let answer: Answer }

    let loop: EventLoop
    private let stack: Stack
    private let resolver = Resolver()
    private var clients: [Stack.Service: HTTPClient] = [:]

    /// `appointment`: the port of another replica of it.
    init(_ stack: Stack, on loop: EventLoop, appointment port: UInt16? = nil) {
        self.stack = stack
        self.loop = loop
        if let port { clients[.appointment] = client(at: port) }
    }

    func call(
        _ service: Stack.Service, _ method: HTTPMethod, _ path: String, token: String? = nil, json: JSONValue? = nil,
        fields extra: HTTPFields = HTTPFields(), timeout: Duration = .seconds(15)
    ) async throws -> Answer {
        try await call(service, method, path, token: token, body: json?.encoded(), fields: extra, timeout: timeout)
    }

    func call(
        _ service: Stack.Service, _ method: HTTPMethod, _ path: String, token: String? = nil, body: [UInt8]?,
        fields extra: HTTPFields = HTTPFields(), timeout: Duration = .seconds(15)
    ) async throws -> Answer {
        var fields = extra
        if let token { fields.append("Authorization", "Bearer \(token)") }
        if body != nil, fields["Content-Type"] == nil { fields.append("Content-Type", "application/json") }
        let request = ClientRequest(method, path, fields: fields, body: body)
        let response = try await client(service).send(request, timeout: timeout)
        return Answer(status: response.status.code, fields: response.fields, body: response.body)
    }

    private func client(_ service: Stack.Service) throws -> HTTPClient {
        if let client = clients[service] { return client }
        let client = client(at: try stack.port(service))
        clients[service] = client
        return client
    }

    private func client(at port: UInt16) -> HTTPClient {
        HTTPClient(host: "127.0.0.1", port: port, on: loop, resolver: resolver, maxConnections: 64)
    }

    // MARK: What people do

    func register(_ role: String, firstName: String = "Test", lastName: String? = nil) async throws -> Person {
        let email = "\(UUID().uuidString.lowercased())@example.com"
        let answer = try await call(
            .auth, .post, "/api/auth/register",
            json: [
                "email": .string(email), "password": "Password123!", "firstName": .string(firstName),
                "lastName": .string(lastName ?? role.capitalized), "role": .string(role), "phone": "1234567890",
            ])
        guard answer.status == 201, let id = answer.json["user"]?["id"]?.text, let token = answer.json["accessToken"]?.text else {
            throw Unexpected(answer: answer)
        }
        return Person(id: id, email: email, token: token)
    }

    /// `slot` counts half hours from 08:00 UTC on the day after tomorrow, 24 a day.
    func book(_ doctor: Person, by patient: Person, slot: Int = 0, reason: String = "Regular checkup", traceparent: String? = nil)
        async throws -> Answer
    {
        let (date, time) = Self.wallTime(slot: slot)
        return try await call(
            .appointment, .post, "/api/appointments", token: patient.token,
            json: [
                "doctorId": .string(doctor.id), "appointmentDate": .string(date), "appointmentTime": .string(time),
                "reason": .string(reason),
            ], fields: traceparent.map { ["traceparent": $0] } ?? HTTPFields())
    }

    static func wallTime(slot: Int) -> (date: String, time: String) {
        let today = Int(Date().timeIntervalSince1970) / 86_400
        let date = CalendarDate(daysSinceEpoch: today + 2 + slot / 24)
        let minute = 8 * 60 + slot % 24 * 30
        return (date?.description ?? "", WallTime(minuteOfDay: minute)?.description ?? "")
    }

    func approve(_ appointment: String, by doctor: Person) async throws -> Answer {
        try await call(.appointment, .patch, "/api/appointments/\(appointment)/approve", token: doctor.token)
    }

    /// The whole inbox, newest first.
    func inbox(of person: Person) async throws -> [JSONValue] {
        var all: [JSONValue] = []
        var cursor = ""
        while true {
            let answer = try await call(.notification, .get, "/api/notifications/my?limit=100\(cursor)", token: person.token)
            guard answer.status == 200, let page = answer.json["notifications"]?.elements else { throw Unexpected(answer: answer) }
            all += page
            guard let next = answer.json["nextCursor"]?.text else { return all }
            cursor = "&cursor=\(next)"
        }
    }

    func socket(of person: Person, position: Int64? = nil) async throws -> LiveSocket {
        let address = SocketAddress(.v4(0x7F00_0001), port: try stack.port(.notification))
        return try await LiveSocket(address, token: person.token, position: position, on: loop)
    }

    // MARK: Waiting

    func waitUntilReady(_ service: Stack.Service) async throws {
        try await eventually { try await self.call(service, .get, "/readyz", timeout: .seconds(2)).status == 200 }
    }

    /// Asks again until `condition` holds; an answer that fails or throws is asked for again, for a minute at most.
    func eventually(_ condition: () async throws -> Bool) async throws {
        let deadline = MonotonicTime.read() + .seconds(60)
        let pause = LoopEvent(on: loop)
        while true {
            do {
                if try await condition() { return }
                if MonotonicTime.read() > deadline { throw Timeout() }
            } catch  where MonotonicTime.read() < deadline {}
            _ = await pause.wait(atMost: .milliseconds(20))
        }
    }

    struct Timeout: Error {}
}
