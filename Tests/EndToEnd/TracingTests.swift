import CoreHTTP
import HTTPWire
import Reactor
import TestSupport
import Testing

extension EndToEnd {
    @Suite("One trace leads from a request to the socket it is told on") struct TracingTests {
        private static let trace = "4bf92f3577b34da6a3ce929d0e0e4736"

        @Test("a booking's spans of all three daemons share its trace, and so does the pushed notification; no personal data")
        func booking() async throws {
            try await onLoop { loop in
                let collector = Collector()
                try await withServer(collector.router, on: loop) { server in
                    let endpoint = "http://127.0.0.1:\(server.address.port)"
                    try await Stack.run(environment: ["OTEL_EXPORTER_OTLP_ENDPOINT": endpoint]) { _, api in
                        let doctor = try await api.register("DOCTOR")
                        let patient = try await api.register("PATIENT", firstName: "Ottilie")
                        let socket = try await api.socket(of: doctor)
                        _ = try await socket.next()
                        let booked = try await api.book(
                            doctor, by: patient, reason: "Palpitations", traceparent: "00-\(Self.trace)-00f067aa0ba902b7-01")
                        #expect(booked.status == 201 && booked.fields["X-Request-ID"] == Self.trace)
                        let told = try await socket.next()
                        #expect(told["notification"]?["metadata"]?["traceId"]?.text == Self.trace)
                        let inbox = try await api.inbox(of: doctor)
                        #expect(inbox.first?["metadata"]?["traceId"]?.text == Self.trace)
                    }
                    // The daemons have ended, and sent what they had.
                    let spans = collector.spans.filter { $0.trace == Self.trace }
                    #expect(
                        Set(spans.map { "\($0.service): \($0.name)" }) == [
                            "appointment: POST /api/appointments", "appointment: GET /internal/users/:id",
                            "auth: GET /internal/users/:id", "appointment: send appointment-events",
                            "notification: process appointment-events",
                        ])
                    func span(_ service: String, _ kind: Int64) throws -> Collector.Span {
                        try #require(spans.first { $0.service == service && $0.kind == kind })
                    }
                    let request = try span("appointment", 2)
                    #expect(request.parent == "00f067aa0ba902b7")
                    #expect(try span("appointment", 3).parent == request.id)
                    #expect(try span("auth", 2).parent == span("appointment", 3).id)
                    #expect(try span("appointment", 4).parent == request.id)
                    #expect(try span("notification", 5).parent == request.id)
                    let sent = collector.bodies.joined()
                    for personal in ["Ottilie", "Palpitations", "@example.com"] { #expect(!sent.contains(personal)) }
                }
            }
        }
    }
}
