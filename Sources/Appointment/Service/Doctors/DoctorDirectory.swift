import Contracts
import CoreHTTP

/// Who is a doctor: auth's knowledge, seen from here.
protocol DoctorDirectory {
    /// Nil when there is no such person, or the person is no doctor or not active. `trace` is told to whoever is asked.
    func doctor(_ id: UserID, trace: TraceContext) async throws(DirectoryUnavailable) -> Doctor?
}

/// Auth cannot be asked at the moment.
struct DirectoryUnavailable: Error, Equatable {
    enum Reason: Equatable {
        case client(HTTPClientError)
        case status(Int)
        /// 200, and not the answer we know.
        case unreadable
    }

    let reason: Reason
}
