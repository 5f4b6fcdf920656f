import Synchronization

/// The metrics of a process. Asking for an instrument takes a lock, so a caller asks once and keeps what it gets; using
/// it takes none.
///
/// The same name and labels give the same instrument. A name stands for one kind and one set of label names: using it
/// for another, or giving a name Prometheus does not allow, is a mistake in the program and traps. One name has at most
/// 1,000 series; what comes after shares one whose labels all say `overflow`.
package final class MetricsRegistry: Sendable {
    private let families = Mutex<[String: MetricFamily]>([:])

    package init() {}

    /// By convention the name ends in `_total`.
    package func counter(_ name: String, help: String, labels: [String: String] = [:]) -> Counter {
        let instrument = instrument(name, .counter, help, labels) { .counter(Counter()) }
        guard case .counter(let counter) = instrument else { preconditionFailure("\(name) is observed by a callback") }
        return counter
    }

    package func gauge(_ name: String, help: String, labels: [String: String] = [:]) -> Gauge {
        let instrument = instrument(name, .gauge, help, labels) { .gauge(Gauge()) }
        guard case .gauge(let gauge) = instrument else { preconditionFailure("\(name) is observed by a callback") }
        return gauge
    }

    /// Bounds are the same for every series of a name: those of the first stay.
    package func histogram(
        _ name: String, help: String, bounds: [Double] = Histogram.requestSeconds, labels: [String: String] = [:]
    ) -> Histogram {
        let instrument = instrument(name, .histogram, help, labels) { .histogram(Histogram(bounds: bounds)) }
        guard case .histogram(let histogram) = instrument else { preconditionFailure("\(name) is no histogram") }
        precondition(histogram.bounds == bounds, "\(name) has other bounds")
        return histogram
    }

    /// A gauge that is asked for its value at every rendering, on the thread that renders: read an atomic, do not wait. A
    /// second callback for the same name and labels takes the first one's place.
    package func observe(
        _ name: String, help: String, labels: [String: String] = [:], _ value: @escaping @Sendable () -> Double
    ) {
        replace(name, .gauge, help, labels, .observed(value))
    }

    /// The same for a total that someone else keeps and that never goes back.
    package func observeTotal(
        _ name: String, help: String, labels: [String: String] = [:], _ value: @escaping @Sendable () -> Double
    ) {
        replace(name, .counter, help, labels, .observed(value))
    }

    /// Everything in Prometheus' text format 0.0.4 (`text/plain; version=0.0.4; charset=utf-8`), names and series in
    /// alphabetical order.
    package func render() -> String {
        let families = families.withLock { $0 }
        var text = PrometheusText()
        for (name, family) in families.sorted(by: { $0.key < $1.key }) { text.append(name, family) }
        return text.output
    }

    private func instrument(
        _ name: String, _ kind: MetricFamily.Kind, _ help: String, _ labels: [String: String],
        make: () -> MetricFamily.Instrument
    ) -> MetricFamily.Instrument {
        let labels = MetricLabels(labels)
        return families.withLock { families in
            Self.check(name, kind, labels, families[name])
            return families[name, default: MetricFamily(kind: kind, help: help, labels: labels)].instrument(labels, make: make)
        }
    }

    private func replace(
        _ name: String, _ kind: MetricFamily.Kind, _ help: String, _ labels: [String: String], _ instrument: MetricFamily.Instrument
    ) {
        let labels = MetricLabels(labels)
        families.withLock { families in
            Self.check(name, kind, labels, families[name])
            families[name, default: MetricFamily(kind: kind, help: help, labels: labels)].replace(labels, with: instrument)
        }
    }

    private static func check(_ name: String, _ kind: MetricFamily.Kind, _ labels: MetricLabels, _ family: MetricFamily?) {
        precondition(MetricLabels.isName(name), "no metric can be called \(name)")
        guard let family else { return }
        precondition(family.kind == kind, "\(name) is a \(family.kind.rawValue)")
        precondition(family.labelNames == labels.names, "\(name) has the labels \(family.labelNames)")
    }
}
