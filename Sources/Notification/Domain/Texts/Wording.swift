import Contracts

/// The sentences about one event in one language.
struct Wording {
    private let words: Words
    private let values: [String: MessageValue]

    init(_ event: AppointmentEvent, in language: Language) {
        words = Words(in: language)
        values = Self.values(of: event, words)
    }

    /// With the reason somebody gave, if there is one.
    func say(_ phrase: Phrase, because reason: String? = nil) -> String {
        let text = words.say(phrase, values)
        guard let reason, !reason.isEmpty else { return text }
        return words.say(.because, ["text": .own(text), "reason": .theirs(reason)])
    }

    /// The values of the places that `Phrase` lists.
    private static func values(of event: AppointmentEvent, _ words: Words) -> [String: MessageValue] {
        var values: [String: MessageValue] = [
            "patient": .theirs(event.patientName), "doctor": .own(words.doctor(event.doctorName)),
            "name": .theirs(event.doctorName), "when": .own(words.moment(event.date, event.time, in: event.timeZone)),
            "status": .word(event.status.rawValue), "by": .word(event.cancelledBy?.rawValue ?? "nobody"),
            "was": .word("unknown"), "form": .word("unknown"), "actor": .word(event.actor.role.rawValue),
            "named": .word(event.actorName == nil ? "no" : "yes"), "staff": .theirs(event.actorName ?? ""),
            "why": .word(event.purpose ?? "unknown"), "booked": .word(event.bookedBy == nil ? "no" : "yes"),
        ]
        if let date = event.previousDate, let time = event.previousTime {
            // Its zone only if it was another one.
            let zone = event.previousTimeZone.flatMap { $0 == event.timeZone ? nil : $0 }
            values["was"] = .word("known")
            values["before"] = .own(zone.map { words.moment(date, time, in: $0) } ?? words.moment(date, time))
        }
        if let minutes = event.leadMinutes, minutes > 0 {
            let form = minutes % 60 == 0 ? "hours" : minutes < 120 ? "minutes" : "both"
            values["form"] = .word(form)
            values["hours"] = .number(minutes / 60)
            values["minutes"] = .number(form == "minutes" ? minutes : minutes % 60)
        }
        return values
    }
}
