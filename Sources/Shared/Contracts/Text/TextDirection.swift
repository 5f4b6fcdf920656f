extension Unicode.Scalar {
    /// Whether it changes how the text around it is laid out or read, which text that people write for others must not do: the
    /// embeddings, overrides and isolates of the bidirectional algorithm (UAX #9 section 2, "Trojan source"), its deprecated
    /// relatives U+206A–F, and the annotation characters. Marks of direction (U+200E, U+200F, U+061C) and joiners change nothing
    /// but their neighbours.
    package var isLayoutControl: Bool {
        switch value {
        case 0x202A...0x202E, 0x2066...0x206F, 0xFFF9...0xFFFB: true
        default: false
        }
    }
}
