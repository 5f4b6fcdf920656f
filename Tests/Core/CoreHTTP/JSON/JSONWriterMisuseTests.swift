import CoreHTTP
import Testing

@Suite("JSONWriter stops a program that writes no JSON, in debug builds")
struct JSONWriterMisuseTests {
    @Test func aValueWithoutItsName() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginObject()
            json.value(1)
        }
    }

    @Test func aNameInAnArray() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginArray()
            json.key("a")
        }
    }

    @Test func anObjectClosedAsAnArray() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginObject()
            json.endArray()
        }
    }

    @Test func anUnfinishedDocument() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginObject()
            _ = json.finish()
        }
    }

    @Test func aNumberJSONDoesNotHave() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.value(Double.infinity)
        }
    }
}
