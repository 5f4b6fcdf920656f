import AppointmentDomain
import Contracts

/// The first slots that this loop has found lately, each with the version that it was found in: a booking on any replica makes
/// another version, so that none is returned once it may be wrong. Confined to its loop.
final class FirstSlotMemory: @unchecked Sendable {  // loop-confined
    private struct Entry {
        let version: AvailabilityVersion
        let finding: FirstSlotFinding
    }

    /// The most doctors remembered; beyond it all are forgotten. An entry is about 200 bytes.
    private static let limit = 20_000

    private var entries: [UserID: Entry] = [:]

    /// As `FirstSlotFinding.answer`, for a doctor whose state has this version.
    func answer(
        of doctor: UserID, _ version: AvailabilityVersion, from first: CalendarDate, days: Int, now: Instant
    ) -> FirstSlotFinding.Answer? {
        guard let entry = entries[doctor], entry.version == version else { return nil }
        return entry.finding.answer(from: first, days: days, now: now)
    }

    func note(_ finding: FirstSlotFinding, of doctor: UserID, _ version: AvailabilityVersion) {
        if let entry = entries[doctor], entry.version == version {
            entries[doctor] = Entry(version: version, finding: entry.finding.followed(by: finding))
        } else {
            if entries.count >= Self.limit { entries.removeAll() }
            entries[doctor] = Entry(version: version, finding: finding)
        }
    }
}
