/// Octets as a dictionary key, for values that end in a signature or a digest. Only the last sixteen octets are hashed: nobody can
/// choose those. All octets are compared, eight at a time.
package struct OctetKey: Hashable, Sendable {
    package let octets: [UInt8]

    package init(_ octets: [UInt8]) { self.octets = octets }

    package static func == (left: OctetKey, right: OctetKey) -> Bool {
        let count = left.octets.count
        guard count == right.octets.count else { return false }
        return unsafe left.octets.withUnsafeBytes { left in
            unsafe right.octets.withUnsafeBytes { right in
                var (difference, position): (UInt64, Int) = (0, 0)
                while position + 8 <= count {
                    unsafe difference |=
                        left.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                        ^ right.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                    position += 8
                }
                while position < count {
                    unsafe difference |= UInt64(left[position] ^ right[position])
                    position += 1
                }
                return difference == 0
            }
        }
    }

    package func hash(into hasher: inout Hasher) {
        unsafe octets.withUnsafeBytes { unsafe hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.suffix(16))) }
    }
}
