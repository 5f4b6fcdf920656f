/// The rules of a zone by which a time was read.
struct RulesInUse: Sendable, Equatable {
    let digest: String
    /// Whether visits that may meet this one have been moved to where they belong, so that the others need not have been.
    var isSettledNearby = false
}
