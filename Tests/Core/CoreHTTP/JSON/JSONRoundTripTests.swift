import CoreHTTP
import Testing

@Suite("What was written reads back equal, and no bytes bring the reader down")
struct JSONRoundTripTests {
    @Test func randomValuesReadBackEqual() throws {
        var random = RandomJSON(seed: 2)
        for _ in 0..<1_000 {
            let value = random.value(depth: 5)
            #expect(try JSONReader.parse(value.encoded()) == value)
        }
    }

    @Test func everyPrefixOfADocumentIsRefused() throws {
        let document = Array(#"{"a":[1,-2.5e3,"x\n\u00e9\ud83d\ude00",true,false,null,{"b":{}}],"é":"漢"}"#.utf8)
        _ = try JSONReader.parse(document)
        for length in 0..<document.count {
            #expect(throws: JSONError.self) { try JSONReader.parse(Array(document.prefix(length))) }
        }
    }

    @Test func everySingleByteChangedReadsOrThrows() throws {
        let document = Array(#"{"a":[1,-2.5e3,"x\n\u00e9\ud83d\ude00",true],"é":"漢"}"#.utf8)
        var (read, refused) = (0, 0)
        for index in document.indices {
            for byte in UInt8.min...UInt8.max {
                var changed = document
                changed[index] = byte
                do throws(JSONError) {
                    let value = try JSONReader.parse(changed)
                    #expect(try JSONReader.parse(value.encoded()) == value)
                    read += 1
                } catch {
                    #expect(error.offset <= changed.count)
                    refused += 1
                }
            }
        }
        #expect(read > 500 && refused > 5_000)
    }

    @Test func randomBytesNeverTrap() {
        var random = RandomJSON(seed: 3)
        let alphabet = Array(#"{}[]:,"\ u0dD89eE+-.truefalsn/ "#.utf8) + [0x00, 0x80, 0xC3, 0xED, 0xF0, 0xFF]
        var refused = 0
        for _ in 0..<60_000 {
            let bytes = (0..<Int.random(in: 0...24, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            do throws(JSONError) {
                let value = try JSONReader.parse(bytes)
                #expect(throws: Never.self) { try JSONReader.parse(value.encoded()) }
            } catch {
                refused += 1
                #expect(error.offset <= bytes.count)
            }
        }
        #expect(refused > 30_000)
    }
}
