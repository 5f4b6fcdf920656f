/// The five characters by which PostgreSQL names an error (Appendix A of its manual): two for the class, three for the case.
package struct SQLState: Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
    private let packed: UInt64

    package init(_ text: some StringProtocol) { packed = text.utf8.prefix(5).reduce(0) { $0 << 8 | UInt64($1) } }
    package init(stringLiteral text: StaticString) { self.init("\(text)") }

    package static let notNullViolation: SQLState = "23502"
    package static let uniqueViolation: SQLState = "23505"
    package static let checkViolation: SQLState = "23514"
    package static let exclusionViolation: SQLState = "23P01"
    package static let readOnlyTransaction: SQLState = "25006"
    package static let inFailedTransaction: SQLState = "25P02"
    package static let invalidStatementName: SQLState = "26000"
    package static let serializationFailure: SQLState = "40001"
    package static let deadlockDetected: SQLState = "40P01"
    package static let featureNotSupported: SQLState = "0A000"
    package static let lockNotAvailable: SQLState = "55P03"
    package static let queryCanceled: SQLState = "57014"
    package static let adminShutdown: SQLState = "57P01"

    /// The first two characters.
    package var errorClass: String { String(description.prefix(2)) }

    package var description: String {
        String(decoding: (0..<5).reversed().map { UInt8(truncatingIfNeeded: packed >> ($0 * 8)) }.drop { $0 == 0 }, as: UTF8.self)
    }
}
