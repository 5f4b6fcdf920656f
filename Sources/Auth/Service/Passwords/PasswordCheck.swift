import AuthDomain

extension PasswordHasher {
    /// Whether `password` is the one of `hash`. Always takes one verification, also without a hash and for a text that cannot be a password,
    /// so that its time tells nothing.
    func matches(_ password: [UInt8], _ hash: String?) async throws -> Bool {
        let isPossible = PasswordHash.takes(password)
        let normal = isPossible ? Password.normalized(password) : []
        var matches = try await verify(normal, hash ?? unknownPasswordHash)
        // Hashes of earlier versions are of what was typed.
        if !matches, isPossible, normal != password { matches = try await verify(password, hash ?? unknownPasswordHash) }
        return matches && isPossible && hash != nil
    }
}
