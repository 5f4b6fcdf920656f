import Access
import Contracts
import CoreHTTP
import Hosting

/// Who is a doctor, as auth knows it. `trace` goes along with a question to auth.
protocol DoctorDirectory {
    /// Nil when there is no such person, or the person is no doctor or not active.
    func doctor(_ id: UserID, trace: TraceContext) async throws(AuthUnavailable) -> Doctor?

    /// The active doctors whose specialization begins with this text, in any case.
    func specialists(in specialization: String, trace: TraceContext) async throws(AuthUnavailable) -> [Specialist]
}

extension DoctorDirectory {
    /// Throws 404 `doctor_not_found`, 503 `auth_unavailable`.
    func bookable(_ id: UserID, trace: TraceContext) async throws(Problem) -> Doctor {
        do throws(AuthUnavailable) {
            if let doctor = try await doctor(id, trace: trace) { return doctor }
        } catch {
            throw error.problem
        }
        throw Problem.doctorNotFound
    }
}

extension Problem {
    static let doctorNotFound = Problem(.doctorNotFound, "No doctor who can be booked has this id.")
}

extension AuthUnavailable {
    /// 503 `auth_unavailable`.
    var problem: Problem {
        Problem(.authUnavailable, "It cannot be checked at the moment who the doctor is; try again.").with(
            field: "Retry-After", "1")
    }
}
