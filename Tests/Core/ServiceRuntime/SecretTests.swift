import ServiceRuntime
import Testing

@Suite("A secret does not show itself, and a weak one is told")
struct SecretTests {
    static let strong = "q8Zr1vT5xK0pLm3nB7cD2fG6hJ9sWyAe"

    /// Not inside a function, where its name would be an address, in which any digits may stand.
    struct Holder { let key: Secret }

    @Test func noWayOfPrintingShowsIt() {
        let secret = Secret(Self.strong)
        var dumped = ""
        dump(Holder(key: secret), to: &dumped)
        for text in [
            "\(secret)", String(describing: secret), String(reflecting: secret), "\(Holder(key: secret))", "\([secret])", dumped,
        ] {
            #expect(text.contains("<secret>"))
            #expect(!text.contains("q8Zr"))
            #expect(!text.contains("113"))
        }
        #expect(secret.bytes == Array(Self.strong.utf8))
    }

    @Test func lengthIsCountedInBytes() {
        #expect(Secret(Self.strong).weakness == nil)
        #expect(Secret(String(Self.strong.dropLast())).weakness == .tooShort(minimum: 32))
        #expect(Secret("").weakness == .tooShort(minimum: 32))
        #expect(Secret("éèêëàâäôöûüîïç" + "1234").weakness == nil)
    }

    @Test(arguments: [
        "your_jwt_secret", "your_refresh_secret", "secret", "changeme", "YOUR_JWT_SECRET_that_is_long_enough_0123456789",
        "ChangeMe-ChangeMe-0123456789-abcdefgh",
        "this-is-a-placeholder-0123456789-abcdefg", "my_super_secret_0123456789_abcdefghijk",
    ])
    func valuesFromExamplesAreRefused(text: String) {
        #expect(Secret(text).weakness == .wellKnown)
    }

    @Test(arguments: [
        String(repeating: "a", count: 64), String(repeating: "0123456", count: 8), String(repeating: "secret", count: 8),
    ])
    func repetitionsAreRefused(text: String) {
        #expect(Secret(text).weakness == .repetitive)
    }

    @Test func randomSecretsPassInEveryNotation() {
        for _ in 0..<2_000 {
            let bytes = (0..<32).map { _ in UInt8.random(in: 0...255) }
            #expect(Secret(bytes: bytes).weakness == nil)
            let hex = bytes.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            #expect(Secret(hex).weakness == nil)
        }
    }
}
