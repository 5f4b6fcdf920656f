import Access
import Contracts
import CoreHTTP
import Redis

/// The first page of everybody's own appointments as it was last answered, for 30 s or until one of them changes. Other pages and
/// filtered ones come from the database.
struct MyListCache {
    let cache: LeaseCache
    let names: RedisNames

    /// The page's bytes from the cache, else what `load` gives, which is then kept. The entry ends in the cursor of the next page and
    /// the cursor's length in one byte.
    func firstPage(of person: Principal, load: () async throws -> (page: [UInt8], cursor: String?)) async throws
        -> (page: [UInt8], cursor: String?)
    {
        let key = person.role == .doctor ? names.doctorAppointments(person.userID) : names.patientAppointments(person.userID)
        switch await cache.read(key) {
        case .hit(var entry):
            let length = Int(entry.popLast() ?? 0)
            guard length <= entry.count else { break }
            let cursor = length == 0 ? nil : String(decoding: entry.suffix(length), as: UTF8.self)
            entry.removeLast(length)
            return (entry, cursor)
        case .miss(nil): break
        case .miss(let lease?):
            let loaded = try await load()
            let cursor = Array((loaded.cursor ?? "").utf8)
            await cache.fill(lease, loaded.page + cursor + [UInt8(cursor.count)])
            return loaded
        }
        return try await load()
    }

    /// Of several appointments, patient and doctor.
    func forget(_ people: [(patient: UserID, doctor: UserID)]) async {
        let keys = people.flatMap { [names.patientAppointments($0.patient), names.doctorAppointments($0.doctor)] }
        await cache.forget(people.count == 1 ? keys : Array(Set(keys)))
    }
}
