extension RequestHead {
    package var fieldCount: Int { parts.slots.count }

    /// The first value of that name, without surrounding blanks; UTF-8, or ISO 8859-1 when it is not UTF-8.
    package func field(_ lowercaseName: StaticString) -> String? {
        let bytes = parts.bytes
        let span = bytes.span
        guard let slot = slot(lowercaseName) else { return nil }
        return span.text(slot.value)
    }

    package func has(_ lowercaseName: StaticString) -> Bool { slot(lowercaseName) != nil }

    /// Every value of that name, in order.
    package func fields(_ lowercaseName: StaticString) -> [String] {
        let bytes = parts.bytes
        let span = bytes.span
        var values: [String] = []
        for slot in parts.slots where span.equals(lowercaseName, Int(slot.nameStart), Int(slot.nameEnd)) {
            values.append(span.text(slot.value))
        }
        return values
    }

    /// The first value of that name as octets, without an allocation; nil when there is none.
    package func withField<R, E: Error>(_ lowercaseName: StaticString, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? {
        guard let slot = slot(lowercaseName) else { return nil }
        let bytes = parts.bytes
        return try body(bytes.span.extracting(slot.value))
    }

    /// Name and value of each field in order, without an allocation; names as they were sent.
    package func forEachField<E: Error>(_ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) throws(E) -> Void) throws(E) {
        let bytes = parts.bytes
        let span = bytes.span
        for slot in parts.slots { try body(span.extracting(slot.name), span.extracting(slot.value)) }
    }

    /// Whether the comma separated list of that name holds `token`, compared without case: "upgrade" in "connection".
    package func hasToken(_ token: StaticString, in lowercaseName: StaticString) -> Bool {
        let bytes = parts.bytes
        let span = bytes.span
        var found = false
        for slot in parts.slots where span.equals(lowercaseName, Int(slot.nameStart), Int(slot.nameEnd)) {
            span.forEachElement(Int(slot.valueStart), Int(slot.valueEnd)) { element in
                found = found || span.equals(token, element.lowerBound, element.upperBound)
                return !found
            }
        }
        return found
    }

    /// The value of the first cookie of that name, as it was sent, quotes included (RFC 6265 section 5.4). Names compare with case.
    package func cookie(_ name: StaticString) -> String? {
        cookieRange(name).map { range in
            let bytes = parts.bytes
            return bytes.span.text(range)
        }
    }

    package func cookieOctets(_ name: StaticString) -> [UInt8]? { cookieRange(name).map { Array(parts.bytes[$0]) } }

    private func cookieRange(_ name: StaticString) -> Range<Int>? {
        let bytes = parts.bytes
        let span = bytes.span
        let length = name.utf8CodeUnitCount
        let wanted = unsafe name.utf8Start
        for slot in parts.slots where span.equals("cookie", Int(slot.nameStart), Int(slot.nameEnd)) {
            var at = Int(slot.valueStart)
            let end = Int(slot.valueEnd)
            while at < end {
                let stop = span.first(.semicolon, from: at, to: end)
                let pair = span.trimmed(at, stop)
                at = stop + 1
                guard pair.count > length, span.at(pair.lowerBound + length) == UInt8(ascii: "=") else { continue }
                var matches = true
                for i in 0..<length where unsafe span.at(pair.lowerBound + i) != wanted[i] { matches = false }
                if matches { return (pair.lowerBound + length + 1)..<pair.upperBound }
            }
        }
        return nil
    }

    func slot(_ lowercaseName: StaticString) -> FieldSlot? {
        let bytes = parts.bytes
        let span = bytes.span
        for slot in parts.slots where span.equals(lowercaseName, Int(slot.nameStart), Int(slot.nameEnd)) { return slot }
        return nil
    }
}
