import CoreHTTP
import Foundation

/// What was read is written and read back equal; Foundation, which takes more, takes it too and sees the same.
func checkJSONReader(_ bytes: [UInt8]) {
    var limits = JSONLimits.default
    limits.depth = 40
    let value: JSONValue
    do throws(JSONError) {
        value = try JSONReader.parse(bytes, limits: limits)
    } catch {
        require(error.offset <= bytes.count, "an error at \(error.offset) of \(bytes.count)")
        return
    }
    let encoded = value.encoded()
    guard let again = try? JSONReader.parse(encoded) else { fatalError("not read again: \(encoded)") }
    require(again == value, "read back as another value: \(encoded)")
    let foundation = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
    require(foundation != nil, "Foundation refuses \(bytes)")
}
