internal import HTTP

/// What may be asked of the model API through the proxy. Pure.
enum ProxyRoute {
    private static let messages: Substring = "/v1/messages"
    private static let paths: Set<Substring> = [messages, "/v1/messages/count_tokens"]

    /// Whether a model answers, at a price.
    static func isCharged(_ request: HTTPRequest) -> Bool { request.path == messages }

    /// Refuses all but a call of the Messages API to the proxy at `authority`.
    ///
    /// The target is compared as it was sent: what would first have to be decoded or shortened is not on the list.
    static func check(_ request: HTTPRequest, authority: String) throws(APIError) {
        guard request.fields.values(of: "host") == [authority] else { throw .wrongHost }
        guard request.fields["origin"] == nil else { throw .crossOrigin }
        guard request.method == .post, request.target.utf8.first == 0x2F, paths.contains(request.path) else { throw .notServed }
    }
}
