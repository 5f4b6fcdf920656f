import Access
import CoreHTTP
import HTTPWire

/// A page of a list, and where the next one begins.
struct ListPage<Element> {
    let elements: [Element]
    let nextCursor: String?

    /// `elements` were asked for with one more than `limit`: whether there is another page shows in that one.
    init(_ elements: [Element], limit: Int, cursor: (Element) -> String) {
        self.elements = Array(elements.prefix(limit))
        nextCursor = elements.count > limit ? self.elements.last.map(cursor) : nil
    }
}

extension Response {
    /// `{name:[…], nextCursor}`, and a Link to the next page (RFC 8288) with the filters of this one.
    static func list<Element>(
        _ name: StaticString, _ page: ListPage<Element>, of request: Request, _ write: (inout JSONWriter, Element) -> Void
    ) -> Response {
        var json = JSONWriter(capacity: 256 + 400 * page.elements.count)
        json.beginObject()
        json.key(name)
        json.beginArray()
        for element in page.elements { write(&json, element) }
        json.endArray()
        json.field("nextCursor", page.nextCursor)
        json.endObject()
        var response = Response.json(bytes: json.finish())
        if let cursor = page.nextCursor {
            let others = (request.queryParameters ?? []).filter { $0.name != "cursor" }
            let query = (others + [(name: "cursor", value: cursor)]).map { "\($0.name)=\($0.value.percentEncoded)" }
            response.fields.append("Link", "<\(request.path)?\(query.joined(separator: "&"))>; rel=\"next\"")
        }
        return response
    }
}
