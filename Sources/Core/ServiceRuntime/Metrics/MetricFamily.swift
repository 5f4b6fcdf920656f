/// All series of one metric name: its kind, its help and the instruments by their labels.
struct MetricFamily {
    enum Kind: String {
        case counter, gauge, histogram
    }

    enum Instrument: Sendable {
        case counter(Counter)
        case gauge(Gauge)
        case histogram(Histogram)
        case observed(@Sendable () -> Double)
    }

    /// Series of one name beyond which all further ones share a single series: a label taken from outside must not fill
    /// the memory.
    static let seriesLimit = 1_000

    let kind: Kind
    let help: String
    let labelNames: [String]
    private(set) var series: [MetricLabels: Instrument] = [:]

    init(kind: Kind, help: String, labels: MetricLabels) {
        self.kind = kind
        self.help = help
        labelNames = labels.names
    }

    mutating func instrument(_ labels: MetricLabels, make: () -> Instrument) -> Instrument {
        if let existing = series[labels] { return existing }
        let key = series.count < Self.seriesLimit ? labels : labels.overflowing
        if let shared = series[key] { return shared }
        let made = make()
        series[key] = made
        return made
    }

    mutating func replace(_ labels: MetricLabels, with instrument: Instrument) { series[labels] = instrument }
}
