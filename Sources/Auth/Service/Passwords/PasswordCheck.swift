import AuthDomain

extension PasswordHasher {
    /// Whether `password` is the one of `hash`. Verifies once, without a hash too and for a text that cannot be a password, so that
    /// its time tells nothing; a wrong password that is not in NFC is verified twice, whoever's it is.
    func matches(_ password: [UInt8], _ hash: String?) async throws -> Bool {
        let isPossible = PasswordHash.takes(password)
        let normal = isPossible ? Password.normalized(password) : []
        var matches = try await verify(normal, hash ?? unknownPasswordHash)
        // Older versions hashed what was typed.
        if !matches, isPossible, normal != password { matches = try await verify(password, hash ?? unknownPasswordHash) }
        return matches && isPossible && hash != nil
    }
}
