import OpenSSL
import Testing

@Suite("HMAC-SHA-256 gives the tags of RFC 4231")
struct HMACSHA256Tests {
    struct Vector: Sendable {
        let key: [UInt8]
        let data: [UInt8]
        let tag: String
    }

    static let vectors: [Vector] = [
        Vector(
            key: .init(repeating: 0x0b, count: 20), data: Array("Hi There".utf8),
            tag: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            key: Array("Jefe".utf8), data: Array("what do ya want for nothing?".utf8),
            tag: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            key: .init(repeating: 0xaa, count: 20), data: .init(repeating: 0xdd, count: 50),
            tag: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            key: Array(1...25), data: .init(repeating: 0xcd, count: 50),
            tag: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            key: .init(repeating: 0xaa, count: 131), data: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            tag: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            key: .init(repeating: 0xaa, count: 131),
            data: Array(
                """
                This is a test using a larger than block-size key and a larger than block-size data. \
                The key needs to be hashed before being used by the HMAC algorithm.
                """.utf8),
            tag: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    @Test(arguments: vectors)
    func signsAgainAndAgain(vector: Vector) throws {
        let hmac = try HMACSHA256(key: vector.key)
        for _ in 0..<3 { #expect(hmac.sign(vector.data) == bytes(hex: vector.tag)) }
        #expect(hmac.isValid(bytes(hex: vector.tag), for: vector.data))
    }

    @Test func oneKeyServesDifferentTextsIndependently() throws {
        let hmac = try HMACSHA256(key: Self.vectors[0].key)
        let first = hmac.sign(Self.vectors[0].data)
        let empty = hmac.sign([])
        #expect(first != empty)
        #expect(hmac.sign(Self.vectors[0].data) == first)
        #expect(empty == bytes(hex: "999a901219f032cd497cadb5e6051e97b6a29ab297bd6ae722bd6062a2f59542"))
    }

    @Test func refusesEveryTagButTheWholeRightOne() throws {
        let vector = Self.vectors[1]
        let hmac = try HMACSHA256(key: vector.key)
        let tag = bytes(hex: vector.tag)
        for index in tag.indices {
            var wrong = tag
            wrong[index] ^= 1
            #expect(!hmac.isValid(wrong, for: vector.data))
        }
        #expect(!hmac.isValid(Array(tag.dropLast()), for: vector.data))
        #expect(!hmac.isValid(tag + [0], for: vector.data))
        #expect(!hmac.isValid([], for: vector.data))
        #expect(!hmac.isValid(tag, for: vector.data + [0]))
        #expect(try !HMACSHA256(key: vector.key + [1]).isValid(tag, for: vector.data))
    }

    @Test func refusesAnEmptyKey() {
        #expect(throws: OpenSSLError.emptyKey) { try HMACSHA256(key: [UInt8]()) }
    }

    @Test func manyThreadsShareOneKey() async throws {
        let vector = Self.vectors[3]
        let hmac = try HMACSHA256(key: vector.key)
        let expected = bytes(hex: vector.tag)
        await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask { @concurrent in
                    (0..<2_000).count { _ in hmac.sign(vector.data) == expected }
                }
            }
            for await right in group { #expect(right == 2_000) }
        }
    }
}
