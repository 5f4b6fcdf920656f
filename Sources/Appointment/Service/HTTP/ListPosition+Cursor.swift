import Access
import Contracts

extension ListPosition {
    /// What a client sees of a position.
    var cursor: String { PagePosition(at: startsAt, id: id.uuid).cursor }

    /// Nil for what `cursor` never gives.
    init?(cursor text: String) {
        guard let position = PagePosition(cursor: text) else { return nil }
        self.init(startsAt: position.at, id: AppointmentID(position.id))
    }
}
