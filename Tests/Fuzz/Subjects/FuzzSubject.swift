/// What the fuzzers feed and what must hold for every input, beside the sanitizers' own findings: no trap, the same meaning however
/// the octets are cut, and what was accepted survives being written and read again. A violation is a trap.
///
/// The name of a case is the name of its folder in `Tests/Corpus`.
package enum FuzzSubject: String, CaseIterable, Sendable {
    case requestParser = "request-parser"
    case responseParser = "response-parser"
    case chunkedDecoder = "chunked-decoder"
    case frameDecoder = "frame-decoder"
    case messageAssembler = "message-assembler"
    case urlDecoding = "url-decoding"
    case jsonReader = "json-reader"
    case webAuthn = "webauthn"

    package func check(_ bytes: [UInt8]) {
        switch self {
        case .requestParser: checkRequestParser(bytes)
        case .responseParser: checkResponseParser(bytes)
        case .chunkedDecoder: checkChunkedDecoder(bytes)
        case .frameDecoder: checkFrameDecoder(bytes)
        case .messageAssembler: checkMessageAssembler(bytes)
        case .urlDecoding: checkURLDecoding(bytes)
        case .jsonReader: checkJSONReader(bytes)
        case .webAuthn: checkWebAuthn(bytes)
        }
    }
}
