import Contracts
import CoreHTTP
import Kafka
import NotificationDomain
import ServiceRuntime
import Testing

@testable import NotificationService

@Suite("Numbers that others have written") struct OutsideNumbersTests {
    static let extremes: [Int64] = [
        .min, .min + 1, -(1 << 62), -1, 0, 1, 1_000, (1 << 31) - 1, 1 << 31, 1 << 32, 1 << 53, 1 << 62, .max - 1, .max,
    ]

    @Test("a record of any timestamp has an age, and none that is negative or spoils the sum", arguments: extremes)
    func age(timestamp: Int64) {
        for now in [Instant.earliest, Instant(milliseconds: 1_800_000_000_000), .latest] {
            let age = EventMetrics.age(at: now, timestamp: timestamp)
            #expect(.zero <= age && age <= EventMetrics.greatestAge)
        }
        #expect(EventMetrics.age(at: Instant(milliseconds: 5_000), timestamp: 3_500) == .milliseconds(1_500))
    }

    @Test("the sum of any lags is a sum")
    func lags() {
        for first in Self.extremes {
            for second in Self.extremes { #expect(EventMetrics.total([first, second, second]) >= 0) }
        }
        #expect(EventMetrics.total([1, 2, 3]) == 6)
    }

    @Test("figures of a replica are added up, whatever stands in Redis", arguments: extremes)
    func figures(number: Int64) {
        for name in ["at", "sockets", "users", "lag"] {
            let members = ["at", "sockets", "users", "lag"].map { "\"\($0)\":\($0 == name ? number : 1)" }
            let decoded = ReplicaFigures.decode(Array("{\(members.joined(separator: ","))}".utf8))
            let total = (0..<1_000).reduce(ReplicaFigures()) { sum, _ in sum + (decoded?.figures ?? ReplicaFigures()) }
            #expect(total.sockets >= 0 && total.users >= 0 && total.lag >= 0)
            if let at = decoded?.at { #expect(at >= 0) }
        }
    }

    @Test("positions are heard of, passed on and replayed at both ends of their numbers", arguments: extremes)
    func positions(number: Int64) {
        guard let position = Position(number) else { return #expect(number < 0) }
        #expect(Position("\(number)") == position)
        #expect(position.next.map { $0.number - 1 == number } ?? (number == .max))
        for head in Self.extremes.compactMap(Position.init(_:)) {
            _ = Resumption.decide(seen: position, head: head, firstKept: position)
            var sequence = InboxSequence()
            _ = sequence.begin(at: InboxState(position: head, unread: number))
            sequence.advance(to: position)
            for at in [position, position.next, head.next].compactMap({ $0 }) {
                for message in sequence.receive(LiveMessage(kind: .notification, position: at, unread: number, json: [])) {
                    #expect(message.position > head)
                }
            }
        }
    }

    @Test("an event of any version, lead and day is read, worded and drawn into a calendar, or is a defect", arguments: extremes)
    func events(number: Int64) {
        for type in AppointmentEventType.allCases {
            for name in ["version", "leadMinutes"] {
                guard case .object(let object) = Events.json(Events.make(type)) else { continue }
                let members = object.members.filter { $0.0 != name } + [(name, JSONValue.int(number))]
                let message = KafkaMessage(
                    partition: KafkaPartition(topic: "t", number: 0), offset: number, timestamp: number, key: [],
                    value: JSONValue.object(JSONObject(members)).encoded(),
                    headers: Events.headers(id: EventID.random().description, type: type.rawValue))
                guard let received = try? ReceivedEvent(message) else { continue }
                for draft in NotificationText.make(received.event) {
                    #expect(!draft.message.isEmpty)
                    let style = EmailText.Style(organizer: CalendarOrganizer(address: "noreply@clinic.example"))
                    _ = EmailText.make(received.event, for: draft, style, at: Instant(milliseconds: number))
                    _ = NotificationMetadata.json(received, for: draft)
                }
            }
        }
    }
}
