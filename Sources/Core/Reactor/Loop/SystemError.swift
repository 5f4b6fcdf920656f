import CLinux
import Glibc

/// A system call that failed: which one, and errno.
package struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
    package let call: StaticString
    package let code: Int32

    package init(_ call: StaticString, code: Int32 = Glibc.errno) {
        self.call = call
        self.code = code
    }

    package var description: String { "\(call): \(String(cString: strerror(code)))" }

    package static func == (a: SystemError, b: SystemError) -> Bool { a.code == b.code && "\(a.call)" == "\(b.call)" }
}
