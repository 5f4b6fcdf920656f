import Contracts

/// What one language says: messages, days and times.
struct Words: Sendable {
    let language: Language
    private let catalogue: any Catalogue.Type
    private let messages: [Phrase: Message]

    private static let all = Dictionary(uniqueKeysWithValues: Language.allCases.map { ($0, Words(reading: $0)) })

    /// Read once, when first needed.
    init(in language: Language) {
        guard let words = Self.all[language] else { preconditionFailure("every language has its words") }
        self = words
    }

    private init(reading language: Language) {
        self.language = language
        let catalogue = language.catalogue
        self.catalogue = catalogue
        messages = Dictionary(
            uniqueKeysWithValues: Phrase.allCases.map { phrase in
                guard let message = Message(catalogue.message(phrase)) else {
                    preconditionFailure("\(language) says \(phrase) in what is no message")
                }
                return (phrase, message)
            })
    }

    func message(_ phrase: Phrase) -> Message {
        guard let message = messages[phrase] else { preconditionFailure("every phrase has its message") }
        return message
    }

    func say(_ phrase: Phrase, _ values: [String: MessageValue] = [:]) -> String {
        message(phrase).said(values, in: language)
    }

    // MARK: People, days and times

    func person(_ name: String) -> String { MessageValue.theirs(name).written(in: language) }

    /// `Dr. Ada Lovelace`; a name that brings its own title keeps it.
    func doctor(_ name: String) -> String {
        DoctorName.hasTitle(name) ? person(name) : say(.doctor, ["name": .theirs(name)])
    }

    /// `Tuesday, 15 December 2026`.
    func date(_ date: CalendarDate) -> String {
        let (year, month, day) = date.components
        return say(
            .date,
            [
                "weekday": .own(catalogue.weekdays[date.weekday.rawValue - 1]), "day": .number(Int64(day)),
                "month": .own(catalogue.months[month - 1]), "year": .number(Int64(year)),
            ])
    }

    /// `10:00`, `9:05 ص`.
    func time(_ time: WallTime) -> String {
        switch catalogue.clock {
        case .hours24: return time.description
        case .shortHours24: return time.hour < 10 ? String(time.description.dropFirst()) : time.description
        case .hours12(let morning, let afternoon):
            let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
            return "\(hour)\(time.description.dropFirst(2)) \(time.hour < 12 ? morning : afternoon)"
        }
    }

    /// `Tuesday, 15 December 2026 at 10:00`.
    func moment(_ date: CalendarDate, _ time: WallTime) -> String {
        say(.moment, ["date": .own(self.date(date)), "time": .own(self.time(time))])
    }

    /// `Tuesday, 15 December 2026 at 10:00 (Europe/Berlin)`.
    func moment(_ date: CalendarDate, _ time: WallTime, in zone: String) -> String {
        say(.zoned, ["moment": .own(moment(date, time)), "zone": .theirs(zone)])
    }
}
