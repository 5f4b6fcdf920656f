extension WireError {
    /// Those that a request can have, with limits of 0.
    package static let ofRequests: [WireError] = [
        .invalidMethod, .methodTooLong(limit: 0), .emptyTarget, .invalidTarget, .targetTooLong(limit: 0), .invalidEscape,
        .encodedSlash, .encodedNUL, .dotSegment, .pathNotUTF8, .invalidAuthority, .unsupportedScheme, .missingVersion,
        .malformedVersion, .unsupportedVersion, .bareCR, .bareLF, .tooManyEmptyLines(limit: 0), .headTooLarge(limit: 0),
        .tooManyFields(limit: 0),
        .trailersTooLarge(limit: 0), .leadingWhitespace, .obsoleteFold, .emptyFieldName, .invalidFieldName, .spaceBeforeColon,
        .missingColon, .invalidFieldValue, .missingHost, .duplicateHost, .invalidHost, .duplicateField, .unknownExpectation,
        .invalidContentLength, .duplicateContentLength, .lengthWithTransferEncoding, .invalidTransferEncoding,
        .unknownTransferCoding, .chunkedNotLast, .transferEncodingInHTTP10, .lengthRequired, .invalidChunkSize,
        .invalidChunkExtension, .chunkExtensionsTooLarge(limit: 0), .missingChunkEnd, .forbiddenTrailer, .bodyTooLarge(limit: 0),
        .incomplete,
    ]

    /// The answer to a request with this defect.
    package var status: HTTPStatus {
        switch self {
        case .methodTooLong, .unknownTransferCoding: .notImplemented
        case .targetTooLong: .uriTooLong
        case .unsupportedVersion: .httpVersionNotSupported
        case .headTooLarge, .tooManyFields, .trailersTooLarge: .requestHeaderFieldsTooLarge
        case .bodyTooLarge: .contentTooLarge
        case .lengthRequired: .lengthRequired
        case .unknownExpectation: .expectationFailed
        default: .badRequest
        }
    }

    /// A stable name for clients and logs.
    package var code: String {
        switch self {
        case .invalidMethod: "invalid_method"
        case .methodTooLong: "method_too_long"
        case .emptyTarget: "empty_target"
        case .invalidTarget: "invalid_target"
        case .targetTooLong: "target_too_long"
        case .invalidEscape: "invalid_escape"
        case .encodedSlash: "encoded_slash"
        case .encodedNUL: "encoded_nul"
        case .dotSegment: "dot_segment"
        case .pathNotUTF8: "path_not_utf8"
        case .invalidAuthority: "invalid_authority"
        case .unsupportedScheme: "unsupported_scheme"
        case .missingVersion: "missing_version"
        case .malformedVersion: "malformed_version"
        case .unsupportedVersion: "unsupported_version"
        case .malformedStatusLine: "malformed_status_line"
        case .bareCR: "bare_cr"
        case .bareLF: "bare_lf"
        case .tooManyEmptyLines: "too_many_empty_lines"
        case .headTooLarge: "head_too_large"
        case .tooManyFields: "too_many_fields"
        case .trailersTooLarge: "trailers_too_large"
        case .leadingWhitespace: "leading_whitespace"
        case .obsoleteFold: "obsolete_fold"
        case .emptyFieldName: "empty_field_name"
        case .invalidFieldName: "invalid_field_name"
        case .spaceBeforeColon: "space_before_colon"
        case .missingColon: "missing_colon"
        case .invalidFieldValue: "invalid_field_value"
        case .missingHost: "missing_host"
        case .duplicateHost: "duplicate_host"
        case .invalidHost: "invalid_host"
        case .duplicateField: "duplicate_field"
        case .unknownExpectation: "unknown_expectation"
        case .invalidContentLength: "invalid_content_length"
        case .duplicateContentLength: "duplicate_content_length"
        case .lengthWithTransferEncoding: "length_with_transfer_encoding"
        case .invalidTransferEncoding: "invalid_transfer_encoding"
        case .unknownTransferCoding: "unknown_transfer_coding"
        case .chunkedNotLast: "chunked_not_last"
        case .transferEncodingInHTTP10: "transfer_encoding_in_http10"
        case .lengthRequired: "length_required"
        case .invalidChunkSize: "invalid_chunk_size"
        case .invalidChunkExtension: "invalid_chunk_extension"
        case .chunkExtensionsTooLarge: "chunk_extensions_too_large"
        case .missingChunkEnd: "missing_chunk_end"
        case .forbiddenTrailer: "forbidden_trailer"
        case .bodyTooLarge: "body_too_large"
        case .tooManyInterimResponses: "too_many_interim_responses"
        case .invalidQuery: "invalid_query"
        case .incomplete: "incomplete_message"
        }
    }
}
