/// What `RequestParser.next` found.
package enum RequestEvent: Sendable {
    /// Nothing more without more input.
    case needMore
    case head(RequestHead)
    /// Content, as offsets in the input given to that call.
    case body(Range<Int>)
    /// The message is complete. What follows in the input is the next request, or another protocol after an upgrade.
    case end(trailers: HTTPFields)
}
