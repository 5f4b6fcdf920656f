/// Every defect of an HTTP/1.1 message that the parsers refuse, one case each, with the limit that was exceeded.
///
/// After any of these the connection's framing cannot be trusted: answer with `status` and close.
package enum WireError: Error, Sendable, Equatable {
    // The request line, RFC 9112 section 3.
    case invalidMethod
    case methodTooLong(limit: Int)
    case emptyTarget, invalidTarget
    case targetTooLong(limit: Int)
    case invalidEscape, encodedSlash, encodedNUL, dotSegment, pathNotUTF8
    case invalidAuthority, unsupportedScheme
    case missingVersion, malformedVersion, unsupportedVersion
    case malformedStatusLine

    // Line discipline, RFC 9112 section 2.2.
    case bareCR, bareLF
    case tooManyEmptyLines(limit: Int)

    // Fields, RFC 9112 section 5.
    case headTooLarge(limit: Int)
    case tooManyFields(limit: Int)
    case trailersTooLarge(limit: Int)
    case leadingWhitespace, obsoleteFold, emptyFieldName, invalidFieldName, spaceBeforeColon, missingColon, invalidFieldValue
    case missingHost, duplicateHost, invalidHost
    /// A field that holds one value is there twice, RFC 9110 section 5.3.
    case duplicateField
    case unknownExpectation

    // Framing, RFC 9112 sections 6 and 7.
    case invalidContentLength, duplicateContentLength, lengthWithTransferEncoding
    case invalidTransferEncoding, unknownTransferCoding, chunkedNotLast, transferEncodingInHTTP10, lengthRequired
    case invalidChunkSize, invalidChunkExtension
    case chunkExtensionsTooLarge(limit: Int)
    case missingChunkEnd, forbiddenTrailer
    case bodyTooLarge(limit: Int)
    case tooManyInterimResponses(limit: Int)

    /// A query that is not `application/x-www-form-urlencoded`.
    case invalidQuery
    /// The peer closed its side in the middle of a message.
    case incomplete
}

/// What `RequestParser` throws.
package typealias RequestError = WireError
/// What `ResponseParser` throws.
package typealias ResponseError = WireError
