internal import Domain
internal import JSON

/// What a credential is given: a token and the MCP server that it is for. Pure.
struct CredentialAuth {
    /// The URL as it was given.
    let url: String
    /// Its form by which the credential is found.
    let key: String
    let token: String

    private static let tokenLimit = 16_384

    /// Reads a create body's `auth`.
    init(new reader: DefinitionReader) throws(DefinitionError) {
        guard let value = reader.value("auth") else { throw reader.refuse("auth", "is required") }
        let auth = try Self.reader(value)
        url = try auth.requiredString("mcp_server_url", upTo: 2048)
        guard let key = ServerURL(url)?.text else {
            throw auth.refuse("mcp_server_url", "must be an http:// or https:// URL without user and fragment")
        }
        self.key = key
        guard let token = try Self.token(auth) else { throw auth.refuse("token", "is required and may not be empty") }
        self.token = token
    }

    /// Reads an update's `auth`: the new token, if there is one.
    static func token(changing reader: DefinitionReader, url: String) throws(DefinitionError) -> String? {
        guard let value = reader.value("auth") else { return nil }
        let auth = try Self.reader(value)
        if let other = try auth.string("mcp_server_url", upTo: 2048), other != url {
            throw auth.refuse("mcp_server_url", "cannot be changed; make another credential")
        }
        return try token(auth)
    }

    private static func token(_ auth: DefinitionReader) throws(DefinitionError) -> String? {
        guard let token = try auth.string("token", upTo: tokenLimit) else { return nil }
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw auth.refuse("token", "must have visible ASCII characters only, and at least one")
        }
        return token
    }

    private static func reader(_ value: JSONValue) throws(DefinitionError) -> DefinitionReader {
        switch value["type"]?.string {
        case "static_bearer": return try DefinitionReader(value, path: "auth", allowed: ["type", "token", "mcp_server_url"])
        case "mcp_oauth", "environment_variable":
            throw DefinitionError("auth.type", "only static_bearer is supported: nothing here would use another one")
        default: throw DefinitionError("auth.type", "must be static_bearer")
        }
    }
}
