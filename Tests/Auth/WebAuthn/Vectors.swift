import Basics
import Foundation
import Testing

/// Ceremonies of other hands: `vectors.py` makes them and has them judged by another verifier.
struct Vectors: Decodable {
    struct Registration: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let failure: String?
        let challenge: Octets
        let clientData: Octets
        let attestationObject: Octets
        var testDescription: String { name }
    }

    struct Assertion: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let failure: String?
        let challenge: Octets
        let key: Octets
        let signCount: UInt32
        let clientData: Octets
        let authenticatorData: Octets
        let signature: Octets
        var testDescription: String { name }
    }

    let rp: String
    let origin: String
    let registrations: [Registration]
    let assertions: [Assertion]

    static let all: Vectors = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "vectors.json")
        do { return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file)) } catch { fatalError("\(error)") }
    }()
}

/// Written as base64url.
struct Octets: Decodable, Sendable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        bytes = try #require(Base64URL.decode(text))
    }
}
