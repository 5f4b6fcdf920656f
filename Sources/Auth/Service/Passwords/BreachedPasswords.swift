import Access
import AuthDomain
import Contracts
import CoreHTTP
import Glibc
import OpenSSL

/// Passwords that have leaked somewhere, in a file that `auth build-breached-list` makes: nothing is asked over the network.
///
/// ```
/// "clinicbp" | 8 bytes | 8 bytes | …      the first 64 bits of each password's SHA-1, most significant first, sorted
/// ```
///
/// With a billion passwords in it, it wrongly refuses one in twenty billion others. A look-up reads a few numbers of the file.
final class BreachedPasswords: Sendable {
    static let mark = Array("clinicbp".utf8)
    static let width = 8

    struct Unusable: Error, CustomStringConvertible {
        let description: String
    }

    private let descriptor: Int32
    private let count: Int

    init(_ path: String) throws(Unusable) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Unusable(description: "\(path) cannot be read") }
        self.descriptor = descriptor
        let length = Int(lseek(descriptor, 0, SEEK_END))
        count = length / Self.width - 1
        guard count >= 0, length % Self.width == 0, self[-1] == Self.prefix(of: Self.mark) else {
            throw Unusable(description: "\(path) is no list that auth build-breached-list has made")
        }
    }

    deinit { close(descriptor) }

    func contains(_ password: [UInt8]) -> Bool {
        let wanted = Self.prefix(of: SHA1.hash(password))
        // Digests are spread evenly, so the value says about where to look (interpolation search).
        var (low, high) = (0, count)
        while low < high {
            let (first, last) = (self[low], self[high - 1])
            guard first <= wanted, wanted <= last else { return false }
            if first == last { return true }
            let share = Double(wanted - first) / Double(last - first)
            let middle = min(high - 1, low + Int(share * Double(high - 1 - low)))
            let found = self[middle]
            if found == wanted { return true }
            if found < wanted { low = middle + 1 } else { high = middle }
        }
        return false
    }

    /// Throws 422 that points to the member.
    func refuse(_ password: Password, at pointer: String) throws(ValidationErrors) {
        guard contains(password.bytes) else { return }
        throw ValidationErrors([
            FieldError(
                FieldViolation(pointer: pointer, detail: "has leaked somewhere: it is among the passwords that are tried first"))
        ])
    }

    /// The mark takes the place before the first number.
    private subscript(index: Int) -> UInt64 {
        var number: UInt64 = 0
        let got = unsafe withUnsafeMutableBytes(of: &number) { room in
            unsafe pread(descriptor, room.baseAddress, Self.width, (index + 1) * Self.width)
        }
        return got == Self.width ? UInt64(bigEndian: number) : 0
    }

    static func prefix(of digest: [UInt8]) -> UInt64 { digest.prefix(width).reduce(0) { $0 << 8 | UInt64($1) } }
}
