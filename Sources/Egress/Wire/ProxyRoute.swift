internal import HTTP

/// What may be asked of the model API through the proxy. Pure.
enum ProxyRoute {
    private static let paths: Set<Substring> = ["/v1/messages", "/v1/messages/count_tokens"]

    /// Refuses all but a call of the Messages API to the proxy at `authority`.
    ///
    /// The target is compared as it was sent: what would first have to be decoded or shortened is not on the list.
    static func check(_ request: HTTPRequest, authority: String) throws(APIError) {
        guard request.fields.values(of: "host") == [authority] else { throw .wrongHost }
        guard request.fields["origin"] == nil else { throw .crossOrigin }
        guard request.method == .post, request.target.utf8.first == 0x2F, paths.contains(request.path) else { throw .notServed }
    }
}
