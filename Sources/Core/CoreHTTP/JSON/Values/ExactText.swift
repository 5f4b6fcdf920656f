extension String {
    /// Whether both are the same bytes. `==` would also accept texts that are only canonically equivalent, such as "é" in one
    /// scalar or two.
    func hasSameBytes(as other: String) -> Bool {
        let (left, right) = (utf8.span, other.utf8.span)
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }
}
