import Contracts
import CoreHTTP
import OpenSSL

extension DoctorPosition {
    /// What a client sees of a position: base64url of `["last name","first name","id"]`.
    var cursor: String {
        Base64URL.encode(JSONValue.array([.string(lastName), .string(firstName), .string(id.description)]).encoded())
    }

    /// Nil for what `cursor` never gives.
    init?(cursor text: String) {
        guard text.utf8.count <= 2_000, let bytes = Base64URL.decode(text),
            let parts = (try? JSONReader.parse(bytes))?.elements, parts.count == 3, let lastName = parts[0].text,
            let firstName = parts[1].text, let id = parts[2].text.flatMap(UserID.init), !(lastName + firstName).utf8.contains(0)
        else { return nil }
        self.init(lastName: lastName, firstName: firstName, id: id)
    }
}
