import WireSupport

/// The ways an input is cut for a second and third reading: octet by octet, and in two at a place that its own octets choose, so
/// that a finding replays.
func otherPieces(_ bytes: [UInt8]) -> [[[UInt8]]] {
    let hash = bytes.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    let at = Int(hash % UInt64(bytes.count + 1))
    return [Cuts.single(bytes), [Array(bytes[..<at]), Array(bytes[at...])]]
}

func require(_ condition: Bool, _ what: @autoclosure () -> String) {
    guard condition else { fatalError(what()) }
}
