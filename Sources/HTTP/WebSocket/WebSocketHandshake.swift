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
        return [("Upgrade", "websocket"), ("Sec-WebSocket-Accept", accept(key))]
    }

    static func accept(_ key: String) -> String { Base64.encode(SHA1.hash(Array((key + name).utf8))) }

    private static func has(_ word: String, in values: [String]) -> Bool {
        values.contains { value in
            value.split(separator: ",").contains { $0.filter { $0 != " " && $0 != "\t" }.lowercased() == word }
        }
    }

    private static func isKey(_ text: String) -> Bool {
        text.utf8.count == 24 && text.hasSuffix("==") && text.utf8.dropLast(2).allSatisfy(Base64.Alphabet.standard.letters.contains)
    }
}
