import AuthDomain
import Basics
import Contracts
import CoreHTTP

/// The doctor after whom a page begins.
struct DoctorPosition: Sendable, Equatable {
    let lastName: String
    let firstName: String
    let id: UserID
    /// Among those found by what the words mean: they come after those found by name.
    var isByNeed = false
}

extension DoctorPosition {
    private static let byNeed = JSONValue.string("need")

    init(_ doctor: User, isByNeed: Bool = false) {
        self.init(lastName: doctor.lastName, firstName: doctor.firstName, id: doctor.id, isByNeed: isByNeed)
    }

    /// What a client sees of a position: base64url of `["last name","first name","id"]`, and `"need"` as a fourth element if
    /// `isByNeed`.
    var cursor: String {
        let parts: [JSONValue] = [.string(lastName), .string(firstName), .string(id.description)] + (isByNeed ? [Self.byNeed] : [])
        return Base64URL.encode(JSONValue.array(parts).encoded())
    }

    /// Nil for a text that `cursor` does not make.
    init?(cursor text: String) {
        guard text.utf8.count <= 2_000, let bytes = Base64URL.decode(text),
            let parts = (try? JSONReader.parse(bytes))?.elements, parts.count == 3 || parts.count == 4 && parts[3] == Self.byNeed,
            let lastName = parts[0].text, let firstName = parts[1].text, let id = parts[2].text.flatMap(UserID.init),
            !(lastName + firstName).utf8.contains(0)
        else { return nil }
        self.init(lastName: lastName, firstName: firstName, id: id, isByNeed: parts.count == 4)
    }
}
