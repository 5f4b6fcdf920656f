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

    /// The elements of every line of that name, in order and without surrounding blanks; empty ones are left out (RFC 9110 section
    /// 5.6.1). A comma between quotes is part of its element, as in an entity tag (section 8.8.3). Nil when there is no such field.
    package func list(_ field: ListField) -> [String]? {
        let bytes = parts.bytes
        let span = bytes.span
        var elements: [String]?
        for slot in parts.slots where span.equals(field.name, Int(slot.nameStart), Int(slot.nameEnd)) {
            var (start, isQuoted) = (Int(slot.valueStart), false)
            let end = Int(slot.valueEnd)
            var found = elements ?? []
            for at in start...end {
                if at < end, span.at(at) == UInt8(ascii: "\"") { isQuoted.toggle() }
                guard at == end || (span.at(at) == .comma && !isQuoted) else { continue }
                let element = span.trimmed(start, at)
                if !element.isEmpty { found.append(span.text(element)) }
                start = at + 1
            }
            elements = found
        }
        return elements
    }

    package func field(_ field: SingletonField) -> String? { self.field(field.name) }
    package func has(_ field: SingletonField) -> Bool { has(field.name) }

    /// As `withField`; nil too when the field is there twice.
    package func withOnlyField<R, E: Error>(_ lowercaseName: StaticString, _ body: (Span<UInt8>) throws(E) -> R) throws(E) -> R? {
        let bytes = parts.bytes
        let span = bytes.span
        var only: FieldSlot?
        for slot in parts.slots where span.equals(lowercaseName, Int(slot.nameStart), Int(slot.nameEnd)) {
            guard only == nil else { return nil }
            only = slot
        }
        guard let only else { return nil }
        return try body(span.extracting(only.value))
    }

    /// The value of the first cookie of that name, as it was sent, quotes included (RFC 6265 section 5.4). Names compare with case.
    package func cookie(_ name: StaticString) -> String? {
        cookieRange(name).map { range in
            let bytes = parts.bytes
            return bytes.span.text(range)
        }
    }

    package func cookieOctets(_ name: StaticString) -> [UInt8]? { cookieRange(name).map { Array(parts.bytes[$0]) } }

    /// The first of these names (at most 32) that more than one cookie has, all Cookie fields together; nil when there is none.
    package func repeatedCookie(among names: [StaticString]) -> StaticString? {
        var seen: UInt32 = 0
        var repeated: StaticString?
        forEachCookie { pair in
            for (place, name) in names.enumerated() where isNamed(name, pair) {
                let bit: UInt32 = 1 << UInt32(place)
                if seen & bit != 0 { repeated = name }
                seen |= bit
            }
            return repeated == nil
        }
        return repeated
    }

    private func cookieRange(_ name: StaticString) -> Range<Int>? {
        var found: Range<Int>?
        forEachCookie { pair in
            if isNamed(name, pair) { found = (pair.lowerBound + name.utf8CodeUnitCount + 1)..<pair.upperBound }
            return found == nil
        }
        return found
    }

    private func isNamed(_ name: StaticString, _ pair: Range<Int>) -> Bool {
        let bytes = parts.bytes
        let span = bytes.span
        let length = name.utf8CodeUnitCount
        guard pair.count > length, span.at(pair.lowerBound + length) == UInt8(ascii: "=") else { return false }
        let wanted = unsafe name.utf8Start
        for i in 0..<length where unsafe span.at(pair.lowerBound + i) != wanted[i] { return false }
        return true
    }

    /// Each `name=value` of the Cookie fields, in order, until `body` returns false.
    private func forEachCookie(_ body: (Range<Int>) -> Bool) {
        let bytes = parts.bytes
        let span = bytes.span
        for slot in parts.slots where span.equals("cookie", Int(slot.nameStart), Int(slot.nameEnd)) {
            var at = Int(slot.valueStart)
            let end = Int(slot.valueEnd)
            while at < end {
                let stop = span.first(.semicolon, from: at, to: end)
                guard body(span.trimmed(at, stop)) else { return }
                at = stop + 1
            }
        }
    }

    func slot(_ lowercaseName: StaticString) -> FieldSlot? {
        let bytes = parts.bytes
        let span = bytes.span
        for slot in parts.slots where span.equals(lowercaseName, Int(slot.nameStart), Int(slot.nameEnd)) { return slot }
        return nil
    }
}
