import Reactor
import ServiceRuntime

/// The body of `POST /v1/traces`: ExportTraceServiceRequest of OTLP 1.x in its JSON encoding, where ids are hexadecimal and 64-bit
/// numbers are texts.
enum OTLPTraces {
    /// `epoch`: where the monotonic clock began, in nanoseconds since 1970.
    static func json(_ spans: [TraceSpan], service: String, epoch: UInt64) -> [UInt8] {
        var json = JSONWriter(capacity: 512 * (spans.count + 1))
        json.object {
            $0.array("resourceSpans") {
                $0.object {
                    $0.key("resource")
                    $0.object {
                        $0.attributes([
                            TraceSpan.Attribute("service.name", service), TraceSpan.Attribute("service.version", BuildInfo.version),
                        ])
                    }
                    $0.array("scopeSpans") {
                        $0.object {
                            $0.key("scope")
                            $0.object { $0.field("name", "clinic") }
                            $0.array("spans") { for span in spans { $0.value(span, epoch) } }
                        }
                    }
                }
            }
        }
        return json.finish()
    }
}

extension JSONWriter {
    fileprivate mutating func object(_ members: (inout JSONWriter) -> Void) {
        beginObject()
        members(&self)
        endObject()
    }

    fileprivate mutating func array(_ name: StaticString, _ elements: (inout JSONWriter) -> Void) {
        key(name)
        beginArray()
        elements(&self)
        endArray()
    }

    fileprivate mutating func value(_ span: TraceSpan, _ epoch: UInt64) {
        object {
            $0.field("traceId", span.context.traceID)
            $0.field("spanId", span.context.spanText)
            if let parent = span.context.parentText { $0.field("parentSpanId", parent) }
            $0.field("name", span.name)
            $0.field("kind", span.kind.rawValue)
            $0.field("startTimeUnixNano", String(epoch + span.begun.nanoseconds))
            $0.field("endTimeUnixNano", String(epoch + span.ended.nanoseconds))
            $0.attributes(span.attributes)
            if span.failed {
                $0.key("status")
                $0.object { $0.field("code", 2) }
            }
        }
    }

    fileprivate mutating func attributes(_ attributes: [TraceSpan.Attribute]) {
        array("attributes") {
            for attribute in attributes {
                $0.object {
                    $0.field("key", attribute.name)
                    $0.key("value")
                    $0.object {
                        switch attribute.value {
                        case .text(let text): $0.field("stringValue", text)
                        case .number(let number): $0.field("intValue", String(number))
                        }
                    }
                }
            }
        }
    }
}
