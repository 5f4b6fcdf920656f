import Access
import CoreHTTP
import Postgres

extension ListPage<StoredAppointment> {
    /// `{appointments, nextCursor}`
    func encoded(_ texts: TextAccess) throws(PostgresError) -> [UInt8] {
        try encoded("appointments", bytesEach: 640) { json, appointment throws(PostgresError) in
            try appointment.write(to: &json, texts)
        }
    }
}
