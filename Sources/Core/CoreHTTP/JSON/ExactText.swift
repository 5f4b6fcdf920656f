extension String {
    /// Whether both are the same bytes. `==` alone takes texts for equal that only look so (canonical equivalence), but
    /// tells different ones apart quickly.
    func hasSameBytes(as other: String) -> Bool {
        utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
    }
}
