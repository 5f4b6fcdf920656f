import Audit
import AuditSupport

@testable import AppointmentService

extension Clinic {
    typealias Entry = WrittenLog.Entry

    var written: WrittenLog { WrittenLog(pool, origin: Self.auditOrigin, unrecorded: HistoryStatements.unrecorded) }

    /// What is in the access log, in the order of writing. `flushed`: with what nobody waits for.
    func entries(_ event: String? = nil, flushed: Bool = true) async throws -> [Entry] {
        if flushed { try await parts.audit.log.flush() }
        return try await written.entries(event)
    }
}
