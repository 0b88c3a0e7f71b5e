internal import CCrypto

/// Whether a request opens a WebSocket, and what answers it (RFC 6455, section 4.2). Pure.
public enum WebSocketHandshake {
    private static let name = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

    /// The fields of the answer 101.
    ///
    /// - Throws: `HTTPError` with code `malformed`, saying what is wrong with the request.
    public static func answer(to fields: HTTPFields) throws(HTTPError) -> [(String, String)] {
        guard has("websocket", in: fields.values(of: "upgrade")), has("upgrade", in: fields.values(of: "connection")) else {
            throw HTTPError(.malformed, "this address speaks WebSocket: send Connection: Upgrade and Upgrade: websocket")
        }
        guard fields["sec-websocket-version"] == "13" else {
            throw HTTPError(.malformed, "only version 13 of WebSocket is spoken here: send Sec-WebSocket-Version: 13")
        }
        guard let key = fields["sec-websocket-key"], isKey(key) else {
            throw HTTPError(.malformed, "Sec-WebSocket-Key must be 16 bytes in base64")
        }
        guard let accept = accept(key) else {
            throw HTTPError(.malformed, "the server's libcrypto has no SHA-1, which WebSocket needs: see to its OPENSSL_CONF")
        }
        return [("Upgrade", "websocket"), ("Sec-WebSocket-Accept", accept)]
    }

    /// Proves to the client that its request was understood. `nil` when libcrypto does not hash.
    static func accept(_ key: String) -> String? {
        let text = Array((key + name).utf8)
        var hash = [UInt8](repeating: 0, count: 20)
        // As many bytes as SHA-1 has; both pointers are valid for the call.
        guard roost_sha1(text, text.count, &hash) == 1 else { return nil }
        return Base64.encode(hash)
    }

    private static func has(_ word: String, in values: [String]) -> Bool {
        values.contains { value in
            value.split(separator: ",").contains { $0.filter { $0 != " " && $0 != "\t" }.lowercased() == word }
        }
    }

    private static func isKey(_ text: String) -> Bool {
        text.utf8.count == 24 && text.hasSuffix("==") && text.utf8.dropLast(2).allSatisfy(Base64.Alphabet.standard.letters.contains)
    }
}
