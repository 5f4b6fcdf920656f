/// Writes the text exposition format 0.0.4:
///
/// ```
/// # HELP http_requests_total Requests answered.
/// # TYPE http_requests_total counter
/// http_requests_total{method="GET"} 7
/// ```
struct PrometheusText {
    private(set) var output = ""

    mutating func append(_ name: String, _ family: MetricFamily) {
        output += "# HELP \(name) \(Self.escape(family.help))\n# TYPE \(name) \(family.kind.rawValue)\n"
        let series = family.series.map { (labels: $0.key, text: $0.key.text(), instrument: $0.value) }
        for entry in series.sorted(by: { $0.text < $1.text }) {
            switch entry.instrument {
            case .counter(let counter): line(name, entry.text, String(counter.value))
            case .gauge(let gauge): line(name, entry.text, String(gauge.value))
            case .observed(let value): line(name, entry.text, Self.format(value()))
            case .histogram(let histogram): append(name, entry.labels, histogram)
            }
        }
    }

    /// `_bucket` up to each bound and for all, `_sum`, `_count`. The count is the last bucket, so the two agree even while
    /// values come in.
    private mutating func append(_ name: String, _ labels: MetricLabels, _ histogram: Histogram) {
        let counts = histogram.cumulativeCounts
        for (bound, count) in zip(histogram.bounds + [.infinity], counts) {
            line(name + "_bucket", labels.text(("le", Self.format(bound))), String(count))
        }
        line(name + "_sum", labels.text(), Self.format(histogram.sum))
        line(name + "_count", labels.text(), String(counts[counts.count - 1]))
    }

    private mutating func line(_ name: String, _ labels: String, _ value: String) { output += "\(name)\(labels) \(value)\n" }

    /// Go's notation: `+Inf`, `NaN`, whole numbers without a fraction.
    static func format(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number > 0 ? "+Inf" : "-Inf" }
        let text = number.description
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// Help texts escape backslash and line feed.
    private static func escape(_ text: String) -> String {
        text.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
            .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
    }
}
