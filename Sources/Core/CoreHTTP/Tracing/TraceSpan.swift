package import Reactor

/// A timed piece of work within a trace, as OpenTelemetry has it. Names and attributes hold routes, codes and counts: nothing about a
/// person, no path and no query.
package struct TraceSpan: Sendable, Equatable {
    /// The numbers are those of OTLP.
    package enum Kind: Int, Sendable { case `internal` = 1, server, client, producer, consumer }

    package enum Value: Sendable, Equatable {
        case text(String)
        case number(Int)
    }

    package struct Attribute: Sendable, Equatable {
        package let name: String
        package let value: Value

        package init(_ name: String, _ text: String) {
            self.name = name
            value = .text(text)
        }

        package init(_ name: String, _ number: Int) {
            self.name = name
            value = .number(number)
        }
    }

    package let kind: Kind
    package let name: String
    /// Its trace, its own id and its parent's.
    package let context: TraceContext
    package let begun: MonotonicTime
    package let ended: MonotonicTime
    package let failed: Bool
    package let attributes: [Attribute]

    package init(
        _ kind: Kind, _ name: String, _ context: TraceContext, from begun: MonotonicTime, to ended: MonotonicTime = .read(),
        failed: Bool = false, attributes: [Attribute] = []
    ) {
        self.kind = kind
        self.name = name
        self.context = context
        self.begun = begun
        self.ended = ended
        self.failed = failed
        self.attributes = attributes
    }
}
