import CLinux

/// The C library's heap, which Swift's objects live in.
package enum Heap {
    private static let retained: Int32 = 8 << 20
    private static let largestBlock: Int32 = 1 << 20
    private static let growth: Int32 = 256 << 10

    /// Bodies and rows of tens of kilobytes come and go with every request: each arena may keep up to 8 MiB of free memory, and
    /// blocks of up to 1 MiB come from there (mallopt(3)). By default the C library gives memory back from 128 KiB on, only to have
    /// it mapped, zeroed and faulted in again a moment later. To be called before other threads run.
    package static func keepForRequests() {
        mallopt(M_TRIM_THRESHOLD, retained)
        mallopt(M_MMAP_THRESHOLD, largestBlock)
        mallopt(M_TOP_PAD, growth)
    }
}
