/// What people call the program and system that a `User-Agent` names: `Firefox on Linux`. A guess for a list, not for a decision.
package enum DeviceName {
    /// Nil when neither is known.
    package static func of(userAgent: String) -> String? {
        let program = programs.first { userAgent.contains($0.mark) }?.name
        let system = systems.first { userAgent.contains($0.mark) }?.name
        switch (program, system) {
        case (let program?, let system?): return "\(program) on \(system)"
        case (let one?, nil), (nil, let one?): return one
        case (nil, nil): return nil
        }
    }

    /// A program whose `User-Agent` also names another one is listed before that one.
    private static let programs: [(mark: String, name: String)] = [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl"),
    ]

    private static let systems: [(mark: String, name: String)] = [
        ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"), ("Linux", "Linux"),
    ]
}
