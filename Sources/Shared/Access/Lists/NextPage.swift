import Basics
package import CoreHTTP
import HTTPWire

extension Response {
    /// With a Link to the next page (RFC 8288), which has the parameters of this one; without `cursor` there is none. A cursor has
    /// unreserved characters only (RFC 3986 section 2.3).
    package func linked(toNext cursor: String?, of request: Request) -> Response {
        guard let cursor else { return self }
        let others = (request.queryParameters ?? []).filter { $0.name != "cursor" }.map { "\($0.name)=\($0.value.percentEncoded)&" }
        var response = self
        response.fields.append("Link", "<\(request.path)?\(others.joined())cursor=\(cursor)>; rel=\"next\"")
        return response
    }
}
