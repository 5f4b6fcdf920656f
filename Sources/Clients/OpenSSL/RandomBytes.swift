import COpenSSL
import Synchronization

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

    /// From a reserve, since libcrypto takes microseconds for each call, however little it is asked for. From any thread.
    package static func random64() -> UInt64 { reserve.withLock { $0.next() } }

    private static let reserve = Mutex(Reserve())

    private struct Reserve {
        private var words: [UInt64] = []

        /// No word is given twice.
        mutating func next() -> UInt64 {
            if let word = words.popLast() { return word }
            words = Array(repeating: 0, count: 64)
            words.withUnsafeMutableBytes { fill($0) }
            return words.removeLast()
        }
    }

    private static func fill(_ output: UnsafeMutableRawBufferPointer) {
        guard let start = output.baseAddress, !output.isEmpty else { return }
        let done = RAND_bytes_ex(nil, start.assumingMemoryBound(to: UInt8.self), output.count, 0)
        precondition(done == 1, "no randomness from libcrypto")
    }
}
