/// What `ResponseParser.next` found.
package enum ResponseEvent: Sendable {
    /// Nothing more without more input.
    case needMore
    case head(ResponseHead)
    /// Content, as offsets in the input given to that call.
    case body(Range<Int>)
    /// The response is complete.
    case end
}
