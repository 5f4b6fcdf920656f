import AppointmentDomain
import Contracts
import CoreHTTP
import Hosting

/// The first time that can be booked in each specialization.
struct FindNextFree {
    let doctors: any DoctorDirectory
    let findFirst: FindFirstSlots

    struct Found {
        let specialization: String?
        let doctors: Int
        let first: FindFirstSlots.Found?
    }

    /// Earliest first; those without a time last. Throws 503 `auth_unavailable`.
    func callAsFunction(trace: TraceContext) async throws -> [Found] {
        let specialists: [Specialist]
        do throws(AuthUnavailable) {
            specialists = try await doctors.specialists(in: "", trace: trace)
        } catch {
            throw error.problem
        }
        var found: [Found] = []
        for (_, group) in Dictionary(grouping: specialists, by: { $0.specialization?.lowercased() }) {
            let page = try await findFirst.first(of: group, limit: 1)
            found.append(
                Found(
                    specialization: group.compactMap(\.specialization).min(), doctors: group.count, first: page.found.first))
        }
        return found.sorted { Self.key($0) < Self.key($1) }
    }

    private static func key(_ found: Found) -> (Instant, String) {
        (found.first?.slot.startsAt ?? .latest, found.specialization ?? "")
    }
}
