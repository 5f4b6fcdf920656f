import COpenSSL

/// Unpredictable bytes from libcrypto's generator (SP 800-90A CTR_DRBG, seeded and reseeded by the kernel), fit for
/// tokens, keys and ids. A system that cannot give them must not go on, so failure stops the process.
package enum RandomBytes {
    package static func generate(_ count: Int) -> [UInt8] {
        precondition(count >= 0)
        return [UInt8](unsafeUninitializedCapacity: count) { output, written in
            fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(output)[..<count]))
            written = count
        }
    }

    package static func random64() -> UInt64 {
        var value: UInt64 = 0
        withUnsafeMutableBytes(of: &value) { fill($0) }
        return value
    }

    private static func fill(_ output: UnsafeMutableRawBufferPointer) {
        guard let start = output.baseAddress, !output.isEmpty else { return }
        let done = RAND_bytes_ex(nil, start.assumingMemoryBound(to: UInt8.self), output.count, 0)
        precondition(done == 1, "no randomness from libcrypto")
    }
}
