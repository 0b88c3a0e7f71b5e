internal import HTTP

/// Which header fields go on, towards the API and back. Pure.
enum ForwardedFields {
    /// What belongs to one connection (RFC 9110, section 7.6.1), and what the proxy or its client says itself.
    private static let ofConnection: Set<String> = [
        "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "content-length", "host", "expect",
        "http2-settings", "alt-svc", "date",
    ]
    /// What says where a request comes from, and what might be taken for a word of the operator.
    private static let ofRequest: Set<String> = ["accept-encoding", "origin", "referer", "forwarded", "via", "x-real-ip"]
    private static let ofRequestPrefixes = ["proxy-", "sec-", "x-forwarded-", "x-amz-", "x-goog-"]
    /// Parts of names under which credentials are sent.
    private static let credentialWords = [
        "auth", "cookie", "api-key", "apikey", "api_key", "access-key", "token", "secret", "password", "credential", "session-key",
        "signature",
    ].map { Array($0.utf8) }
    private static let ofAnswer: Set<String> = ["set-cookie", "set-cookie2"]
    private static let ofAnswerPrefixes = ["access-control-", "proxy-", "www-auth"]

    /// What is sent to the API for a caller's fields: nothing of theirs that may be a credential, and the real one.
    static func request(_ fields: HTTPFields, credential: UpstreamCredential) -> [(String, String)] {
        let dropped = named(in: fields)
        let kept = fields.all.filter { field in
            let name = field.name.lowercased()
            return !ofConnection.contains(name) && !ofRequest.contains(name) && !dropped.contains(name) && !looksSecret(name)
                && !ofRequestPrefixes.contains { name.hasPrefix($0) }
        }
        return kept.map { ($0.name, $0.value) } + [("accept-encoding", "identity"), credential.field]
    }

    /// What the caller sees of the API's fields.
    static func answer(_ fields: HTTPFields) -> [(String, String)] {
        let dropped = named(in: fields)
        let kept = fields.all.filter { field in
            let name = field.name.lowercased()
            return !ofConnection.contains(name) && !ofAnswer.contains(name) && !dropped.contains(name)
                && !ofAnswerPrefixes.contains { name.hasPrefix($0) }
        }
        return kept.map { ($0.name, $0.value) }
    }

    /// By bytes: a search for characters costs more than all the rest of a call.
    private static func looksSecret(_ name: String) -> Bool {
        let name = Array(name.utf8)
        return credentialWords.contains { word in name.indices.contains { name[$0...].starts(with: word) } }
    }

    /// The fields that `Connection` names are of the connection too.
    private static func named(in fields: HTTPFields) -> Set<String> {
        let lists = fields.values(of: "connection")
        return Set(lists.flatMap { $0.split(separator: ",") }.map { $0.lowercased().filter { $0 != " " && $0 != "\t" } })
    }
}
