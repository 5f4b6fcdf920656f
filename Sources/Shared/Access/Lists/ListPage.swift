package import CoreHTTP

/// A page of a list, and where the next one begins.
package struct ListPage<Element> {
    package let elements: [Element]
    package let nextCursor: String?

    /// `elements` were asked for with one more than `limit`; that one shows whether there is another page.
    package init<Failure>(
        _ elements: [Element], limit: Int, cursor: (Element) throws(Failure) -> String
    ) throws(Failure) {
        let shown = Array(elements.prefix(limit))
        guard elements.count > limit, let last = shown.last else {
            self.init(shown, next: nil)
            return
        }
        self.init(shown, next: try cursor(last))
    }

    private init(_ elements: [Element], next cursor: String?) {
        self.elements = elements
        nextCursor = cursor
    }

    /// Without some of its elements; the next page begins in the same place.
    package func filter(_ isShown: (Element) -> Bool) -> ListPage {
        ListPage(elements.filter(isShown), next: nextCursor)
    }

    /// `{name:[…], nextCursor}`, and what `more` adds. `bytesEach`: about how many bytes an element takes.
    package func encoded<Failure>(
        _ name: StaticString, bytesEach: Int = 400, more: (inout JSONWriter) -> Void = { _ in },
        _ write: (inout JSONWriter, Element) throws(Failure) -> Void
    ) throws(Failure) -> [UInt8] {
        var json = JSONWriter(capacity: 64 + bytesEach * elements.count)
        json.beginObject()
        json.key(name)
        json.beginArray()
        for element in elements { try write(&json, element) }
        json.endArray()
        json.field("nextCursor", nextCursor)
        more(&json)
        json.endObject()
        return json.finish()
    }
}

extension Response {
    /// A page as `ListPage.encoded` gives it, with a Link to the next one.
    package static func list<Element, Failure>(
        _ name: StaticString, _ page: ListPage<Element>, of request: Request, more: (inout JSONWriter) -> Void = { _ in },
        _ write: (inout JSONWriter, Element) throws(Failure) -> Void
    ) throws(Failure) -> Response {
        Response.json(bytes: try page.encoded(name, more: more, write)).linked(toNext: page.nextCursor, of: request)
    }
}
