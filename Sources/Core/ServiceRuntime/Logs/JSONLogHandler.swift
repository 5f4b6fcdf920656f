package import Logging

/// Writes each event as one JSON object on one line:
///
/// ```
/// {"timestamp":"2026-03-01T08:30:00.250Z","level":"info","service":"auth","component":"server",
///  "message":"listening","metadata":{"port":3001}}
/// ```
///
/// An attached error adds `"error":{"type":…,"message":…}`.
///
/// What goes into a log: ids, states, counts, durations, codes. What never does: passwords, tokens, cookies, email
/// addresses, names, reasons for a visit, notes, bodies of requests. Metadata is written as it comes, so the caller
/// must keep this rule; a `Secret` redacts itself.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level

    private let service: String
    private let component: String
    private let sink: LogSink
    private let clock: WallClock

    package init(
        service: String, component: String, level: Logger.Level, sink: LogSink = .standardError, clock: WallClock = .system
    ) {
        self.service = service
        self.component = component
        self.sink = sink
        self.clock = clock
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Called for events at `logLevel` and above only; `Logger` builds neither message nor metadata for the others.
    package func log(event: LogEvent) {
        var line = LogLine()
        line.member("timestamp", Timestamp.format(epochMilliseconds: clock.now()))
        line.member("level", event.level.rawValue)
        line.member("service", service)
        line.member("component", component)
        line.member("message", event.message.description)
        let all = joined(with: event)
        if !all.isEmpty { line.member("metadata", all) }
        if let error = event.error {
            line.member("error", ["type": .string(String(reflecting: type(of: error))), "message": .string("\(error)")])
        }
        sink.write(line.finish())
    }

    /// The event's own metadata win over the provider's, and those over the logger's.
    private func joined(with event: LogEvent) -> Logger.Metadata {
        var all = metadata
        if let provided = metadataProvider?.get() { all.merge(provided) { _, provided in provided } }
        if let own = event.metadata { all.merge(own) { _, own in own } }
        return all
    }
}

extension Logger {
    /// A logger of this service that writes JSON lines; `component` is the part of the service that logs.
    package static func json(
        service: String, component: String, level: Logger.Level, sink: LogSink = .standardError, clock: WallClock = .system
    ) -> Logger {
        Logger(label: component) { component in
            JSONLogHandler(service: service, component: component, level: level, sink: sink, clock: clock)
        }
    }
}
