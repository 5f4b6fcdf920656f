/// The passwords that an attacker tries first.
enum CommonPasswords {
    /// In any case.
    static func contains(_ password: String) -> Bool { words.contains(password.lowercased()[...]) }

    private static let words = Set(list.split { $0 == " " || $0 == "\n" })
}
