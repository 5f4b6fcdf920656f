/// Octets of a URI that may not stand in it as they are (RFC 3986 section 2.1).
package enum PercentEncoding {
    /// `%2F`
    package static func escaped(_ octet: UInt8) -> String {
        (octet < 16 ? "%0" : "%") + String(octet, radix: 16, uppercase: true)
    }

    /// Needs no escape anywhere (section 2.3).
    package static func isUnreserved(_ octet: UInt8) -> Bool {
        switch octet {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }
}

extension String {
    /// The text with every octet escaped but the unreserved ones: for a value in a query or a form.
    package var percentEncoded: String {
        var encoded = ""
        for octet in utf8 {
            if PercentEncoding.isUnreserved(octet) {
                encoded.unicodeScalars.append(Unicode.Scalar(octet))
            } else {
                encoded += PercentEncoding.escaped(octet)
            }
        }
        return encoded
    }
}
