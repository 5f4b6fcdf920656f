import Contracts
import CoreHTTP
import Kafka

/// An event about an appointment as it came from the topic.
struct ReceivedEvent: Sendable, Equatable {
    let id: EventID
    let event: AppointmentEvent
    /// `traceparent` of the request that made the change, as it came.
    var traceparent: String?

    /// Nil without a valid `traceparent`.
    var traceID: String? { traceparent.flatMap(TraceContext.traceID) }
}

extension ReceivedEvent {
    /// Reads a CloudEvents 1.0 record in binary mode. Unknown members and headers are ignored.
    init(_ message: KafkaMessage) throws(EventDefect) {
        // Minor versions of the specification add, they do not change.
        guard message.text(CloudEvents.Header.specVersion)?.hasPrefix("1.") == true else {
            throw .header(CloudEvents.Header.specVersion)
        }
        guard let id = message.text(CloudEvents.Header.id).flatMap(EventID.init) else { throw .header(CloudEvents.Header.id) }
        guard let name = message.text(CloudEvents.Header.type) else { throw .header(CloudEvents.Header.type) }
        guard let type = AppointmentEventType(rawValue: name) else { throw .unknownType }
        guard let json = try? JSONReader.parse(message.value), case .object = json else { throw .notJSON }
        self.id = id
        traceparent = message.text(CloudEvents.Header.traceParent)
        event = try AppointmentEvent(type, EventMembers(json))
    }
}

extension TraceContext {
    fileprivate static func traceID(of traceparent: String) -> String? {
        TraceContext(traceparent: Array(traceparent.utf8).span, random: { 1 })?.traceID
    }
}

extension KafkaMessage {
    /// The trace of the request that made the change; nil without a valid `traceparent`.
    var traceID: String? { text(CloudEvents.Header.traceParent).flatMap(TraceContext.traceID) }

    fileprivate func text(_ header: String) -> String? { self.header(header).flatMap { String(validating: $0, as: UTF8.self) } }
}

extension AppointmentEvent {
    /// Unicode scalars, as api/events.yaml says.
    private static let longestName = 201
    private static let longestZone = 64
    private static let longestText = 2_000
    private static let longestWord = 20

    init(_ type: AppointmentEventType, _ json: EventMembers) throws(EventDefect) {
        guard try json.value(Field.type, AppointmentEventType.init(rawValue:)) == type else { throw .member("\(Field.type)") }
        guard let actor = try json.actorIfAny(Field.actor) else { throw .member("\(Field.actor)") }
        self.init(
            type: type,
            appointmentID: try json.value(Field.appointmentID, AppointmentID.init),
            version: try json.integer(Field.version),
            sequence: try json.integerIfAny(Field.sequence),
            patientID: try json.value(Field.patientID, UserID.init),
            doctorID: try json.value(Field.doctorID, UserID.init),
            patientName: try json.text(Field.patientName, atMost: Self.longestName),
            doctorName: try json.text(Field.doctorName, atMost: Self.longestName),
            date: try json.value(Field.date, CalendarDate.init),
            time: try json.value(Field.time, WallTime.init),
            startsAt: try json.value(Field.startsAt, Instant.init),
            endsAt: try json.value(Field.endsAt, Instant.init),
            timeZone: try json.text(Field.timeZone, atMost: Self.longestZone),
            status: try json.value(Field.status, AppointmentStatus.init(rawValue:)),
            reason: try json.textIfAny(Field.reason, atMost: Self.longestText),
            actor: actor,
            cancelledBy: try json.valueIfAny(Field.cancelledBy, ActorRole.init(rawValue:)),
            cancellationReason: try json.textIfAny(Field.cancellationReason, atMost: Self.longestText),
            rejectionReason: try json.textIfAny(Field.rejectionReason, atMost: Self.longestText),
            updatedAt: try json.valueIfAny(Field.updatedAt, Instant.init),
            previousDate: try json.valueIfAny(Field.previousDate, CalendarDate.init),
            previousTime: try json.valueIfAny(Field.previousTime, WallTime.init),
            previousTimeZone: try json.textIfAny(Field.previousTimeZone, atMost: Self.longestZone),
            leadMinutes: try json.integerIfAny(Field.leadMinutes),
            recipientID: try json.valueIfAny(Field.recipientID, UserID.init),
            purpose: try json.textIfAny(Field.purpose, atMost: Self.longestWord),
            actorName: try json.textIfAny(Field.actorName, atMost: Self.longestName),
            bookedBy: try json.actorIfAny(Field.bookedBy), patientHasAccount: try json.flagIfAny(Field.patientHasAccount))
    }
}
