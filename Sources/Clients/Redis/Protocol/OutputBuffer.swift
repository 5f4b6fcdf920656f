/// Bytes on their way to the kernel: appended at the end, taken from the front. Space that a burst needed is given back.
struct OutputBuffer {
    private var bytes: [UInt8] = []
    private var head = 0

    private static let keptCapacity = 256 << 10

    var count: Int { bytes.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ arguments: [RedisArgument]) { CommandEncoder.append(arguments, to: &bytes) }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[head...])) }
    }

    mutating func removeFirst(_ count: Int) {
        head += count
        precondition(head <= bytes.count)
        if head == bytes.count {
            bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
            head = 0
        } else if head > bytes.count / 2 {
            bytes.removeFirst(head)
            head = 0
        }
    }
}
