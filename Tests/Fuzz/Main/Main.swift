import Foundation
import FuzzSubjects

/// libFuzzer's entry. Which subject is fuzzed, FUZZ_SUBJECT says; `scripts/fuzz` sets it.
private let subject: FuzzSubject = {
    let name = ProcessInfo.processInfo.environment["FUZZ_SUBJECT"] ?? ""
    guard let subject = FuzzSubject(rawValue: name) else { fatalError("FUZZ_SUBJECT names none: \(name)") }
    return subject
}()

@c(LLVMFuzzerTestOneInput)
public func fuzzOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    subject.check(Array(UnsafeBufferPointer(start: data, count: count)))
    return 0
}
