/// Tells of changes that have been committed.
protocol ChangePublisher: Sendable {
    /// Changes of one inbox in their order. Returns at once.
    func publish(_ messages: [AddressedMessage])
}
