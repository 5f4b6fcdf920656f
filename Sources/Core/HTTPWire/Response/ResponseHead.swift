/// The head of a response, checked.
package struct ResponseHead: Sendable {
    package let status: HTTPStatus
    package let version: HTTPVersion
    package let fields: HTTPFields
    package let framing: BodyFraming
    /// Whether the connection can carry another request afterwards.
    package let keepAlive: Bool
}
