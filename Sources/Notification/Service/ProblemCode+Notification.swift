import Access
import CoreHTTP

extension ProblemCode {
    static let all: [ProblemCode] = Array(Set(server + access + handshake))
}
