import Contracts
import CoreHTTP
import Hosting
import Postgres

/// The doctors whose book a desk works with; none: everybody's.
struct DeskAssignment: Sendable, Equatable {
    /// In their order, each once.
    let doctors: [UserID]
    /// 0: never changed.
    let version: Int64

    /// The most doctors of one desk.
    static let limit = 200

    enum Column: String, ColumnList {
        case version = "coalesce(v.version, 0)"
        case doctors = "ARRAY(SELECT d.doctor_id FROM desk_assignments d WHERE d.desk_id = k.id ORDER BY d.doctor_id)"
    }
}

extension DeskAssignment {
    init(_ row: RowOf<Column>) throws(PostgresError) {
        doctors = try row.uuidArray(.doctors).compactMap { $0.map { UserID(UUIDValue(high: $0.high, low: $0.low)) } }
        version = Int64(try row.int(.version))
    }
}

/// The body of PUT /api/appointments/desks/:id/doctors: `{doctorIds}`.
struct DeskForm {
    /// As they stand there.
    let doctors: [UserID]

    init(from body: consuming ObjectDecoder) throws(ValidationErrors) {
        let doctor = FieldRule<String>.string(0...UserID.longestText).parsed(as: "the id of a doctor", UserID.init(_:))
        let doctors = body.required("doctorIds", .array(of: doctor, count: 0...DeskAssignment.limit))
        body.rejectUnknown()
        self.doctors = try body.finish()[doctors]
    }
}
