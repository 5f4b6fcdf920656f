import ServiceRuntime

/// Counts changes of zone rules.
struct ZoneMetrics: Sendable {
    let moved: Counter

    init(_ registry: MetricsRegistry, _ standings: ZoneStandings) {
        moved = registry.counter(
            "appointment_zone_moves_total", help: "Visits moved because the rules of their time zone have changed.")
        registry.observe(
            "appointment_zones_outdated",
            help: "Time zones of which another replica has newer rules: nothing is booked in them here."
        ) {
            Double(standings.outdated)
        }
        registry.observe("appointment_zones_moving", help: "Time zones whose visits are being moved.") { Double(standings.moving) }
        registry.observe(
            "appointment_visits_unmoved",
            help: "Visits that could not be moved to where their wall time is now; staff must move or cancel them."
        ) { Double(standings.unmoved) }
    }
}
