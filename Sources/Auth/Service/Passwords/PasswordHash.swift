import AuthDomain
import Basics
import OpenSSL
import ServiceRuntime

/// How passwords become hashes. bcrypt reads 72 bytes and would cut the rest off, so it never gets a longer text:
///
/// ```
/// $clinic1$1f0c7d2e$2b$10$…     bcrypt of base64url(HMAC-SHA-256(PASSWORD_PEPPER, password)), 43 letters without NUL
///          |      '- the pepper's name
/// $2b$10$…                      without a pepper: of the password itself, of a longer one as above under a label that is no secret
/// ```
///
/// With a pepper the hashes of a stolen database are worthless by themselves, and digests of passwords that leaked elsewhere are
/// useless here ("shucking"). What was hashed in another way is verified in that way, and hashed again at the next sign-in.
///
/// Blocks for tens of milliseconds.
struct PasswordHash: Sendable {
    private static let label = Array("clinic: a password longer than bcrypt reads".utf8)
    private static let scheme = "$clinic1$"

    /// A key, and its name in hashes.
    struct Pepper: Sendable {
        let key: HMACSHA256
        let name: String

        init(_ secret: Secret) throws(OpenSSLError) {
            key = try HMACSHA256(key: secret.bytes)
            name = Hexadecimal.encode(Array(key.sign(Array("the name of a pepper".utf8)).prefix(4)))
        }
    }

    let rounds: Int
    private let pepper: Pepper?
    private let previous: Pepper?

    init(rounds: Int, pepper: Pepper? = nil, previous: Pepper? = nil) {
        self.rounds = rounds
        self.pepper = pepper
        self.previous = previous
    }

    func hash(_ password: [UInt8]) throws(OpenSSLError) -> String {
        guard let pepper else { return try Bcrypt.hash(password: try Self.plain(password), rounds: rounds) }
        return Self.scheme + pepper.name + (try Bcrypt.hash(password: Self.digest(password, pepper.key), rounds: rounds))
    }

    /// False, never an error, for a text that cannot be a password, for a text that is no hash, and for a hash under an unknown
    /// pepper.
    func verify(_ password: [UInt8], _ hash: String) -> Bool {
        guard hash.hasPrefix(Self.scheme) else {
            do throws(OpenSSLError) { return Bcrypt.verify(try Self.plain(password), hash) } catch { return false }
        }
        let rest = hash.dropFirst(Self.scheme.count)
        let (name, own) = (rest.prefix(8), String(rest.dropFirst(8)))
        guard let known = [pepper, previous].compactMap(\.self).first(where: { $0.name == name }) else { return false }
        return Bcrypt.verify(Self.digest(password, known.key), own)
    }

    /// Whether a new hash would be made the same way.
    func isCurrent(_ hash: String) -> Bool {
        guard let pepper else { return Bcrypt.rounds(of: hash) == rounds }
        let prefix = Self.scheme + pepper.name
        return hash.hasPrefix(prefix) && Bcrypt.rounds(of: String(hash.dropFirst(prefix.count))) == rounds
    }

    /// Whether it can be anybody's password.
    static func takes(_ password: [UInt8]) -> Bool { password.count <= Password.byteLimit && !password.contains(0) }

    private static func digest(_ password: [UInt8], _ key: HMACSHA256) -> [UInt8] {
        Array(Base64URL.encode(key.sign(password)).utf8)
    }

    private static func plain(_ password: [UInt8]) throws(OpenSSLError) -> [UInt8] {
        password.count > Bcrypt.passwordLimit ? digest(password, try HMACSHA256(key: label)) : password
    }
}
