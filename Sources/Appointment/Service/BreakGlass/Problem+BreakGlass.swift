import Access
import CoreHTTP

extension Problem {
    static let noSuchGrant = Problem(.notFound, "There is no such grant, or it is not yours.")

    /// 404 and 409 and 403 for what is not opened.
    init(_ opening: GrantStore.Opening) {
        switch opening {
        case .running: self.init(.grantRunning, "You have a running grant for this patient.")
        case .overdue:
            self.init(
                .reviewOverdue, "A grant of yours waits for its review for \(Grant.reviewHours) hours: another admin has to see it."
            )
        case .open, .noPatient:
            self.init(
                .patientNotFound, "Nobody of that id or address has appointments; a doctor opens those of another one's patient.")
        }
    }

    init(_ review: GrantStore.Review) {
        switch review {
        case .own: self.init(.ownGrant, "Another admin than who has asked for it reviews a grant.")
        case .running: self.init(.grantRunning, "It is reviewed when it is over.")
        case .before: self.init(.grantReviewed, "Another admin has reviewed it.")
        case .reviewed, .none: self = .noSuchGrant
        }
    }
}
