import HTTP
import Testing

/// Requests that some parsers let through and others read differently. Each is read whole, split at every place, and byte by byte.
@Suite struct StrictnessTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let request: String

        init(_ name: String, _ request: String) {
            self.name = name
            self.request = request
        }

        var testDescription: String { name }
    }

    private static func get(_ field: String) -> String { "GET / HTTP/1.1\r\nHost: x\r\n\(field)\r\n\r\n" }
    private static func post(_ fields: String, _ body: String) -> String { "POST / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n\r\n\(body)" }
    private static func chunked(_ body: String) -> String { post("Transfer-Encoding: chunked", body) }

    static let framing: [Case] = [
        Case("length and coding", post("Content-Length: 5\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        Case("coding and length", post("Transfer-Encoding: chunked\r\nContent-Length: 5", "0\r\n\r\n")),
        Case("two lengths", post("Content-Length: 5\r\nContent-Length: 6", "abcdef")),
        Case("one length twice", post("Content-Length: 5\r\nContent-Length: 5", "abcde")),
        Case("a list of lengths", post("Content-Length: 5, 5", "abcde")),
        Case("negative length", post("Content-Length: -1", "")),
        Case("signed length", post("Content-Length: +0", "")),
        Case("length with a space in it", post("Content-Length: 1 2", "ab")),
        Case("length out of range", post("Content-Length: 99999999999999999999999", "")),
        Case("empty length", post("Content-Length:", "")),
        Case("length in hex", post("Content-Length: 0x5", "abcde")),
        Case("folded length", post("Content-Length:\r\n 5", "abcde")),
        Case("unknown coding and length", post("Transfer-Encoding: xchunked\r\nContent-Length: 3", "abc")),
        Case("list of codings and length", post("Transfer-Encoding: gzip, chunked\r\nContent-Length: 3", "abc")),
        Case("list of codings", post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n")),
        Case("unknown coding", post("Transfer-Encoding: xchunked", "abc")),
        Case("chunked not last", post("Transfer-Encoding: chunked, identity", "0\r\n\r\n")),
        Case("chunked twice", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n")),
        Case("chunked twice in a list", post("Transfer-Encoding: chunked, chunked", "0\r\n\r\n")),
        Case("coding behind a vertical tab", post("Transfer-Encoding: \u{0B}chunked", "0\r\n\r\n")),
        Case("coding with HTTP/1.0", "POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
    ]

    static let chunks: [Case] = [
        Case("chunk size 0x1", chunked("0x1\r\na\r\n0\r\n\r\n")),
        Case("negative chunk size", chunked("-1\r\na\r\n0\r\n\r\n")),
        Case("chunk size out of range", chunked("10000000000000000\r\na\r\n0\r\n\r\n")),
        Case("empty chunk size", chunked("\r\na\r\n0\r\n\r\n")),
        Case("space before the chunk size", chunked(" 1\r\na\r\n0\r\n\r\n")),
        Case("bare line feeds at chunk ends", chunked("1\na\n0\n\n")),
        Case("no line end behind a chunk", chunked("1\r\nab\r\n0\r\n\r\n")),
        Case("line feed in a chunk extension", chunked("1;a=\n\r\na\r\n0\r\n\r\n")),
        Case("bare carriage return in a chunk extension", chunked("1;a=\rb\r\na\r\n0\r\n\r\n")),
    ]

    static let fields: [Case] = [
        Case("bare carriage return in a value", get("A: b\rc")),
        Case("NUL in a value", get("A: b\0c")),
        Case("control byte in a value", get("A: b\u{01}c")),
        Case("delete in a value", get("A: b\u{7F}c")),
        Case("space before the colon", "GET / HTTP/1.1\r\nHost : x\r\n\r\n"),
        Case("tab before the colon", "GET / HTTP/1.1\r\nHost\t: x\r\n\r\n"),
        Case("empty name", get(": empty")),
        Case("only a colon", get(":")),
        Case("no colon", get("empty")),
        Case("space in a name", get("A B: c")),
        Case("NUL in a name", get("A\0B: c")),
        Case("folded line", get("A: b\r\n folded")),
        Case("folded first line", "GET / HTTP/1.1\r\n\tHost: x\r\n\r\n"),
        Case("folded line behind empty ones", "\r\n\r\n" + get("A: b\r\n folded")),
        Case("bare line feeds", "GET / HTTP/1.1\nHost: x\n\n"),
        Case("one bare line feed", "GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n"),
        Case("bare line feed at the end of the head", "GET / HTTP/1.1\r\nHost: x\r\n\n"),
        Case("CR CR LF at the end of the head", "GET / HTTP/1.1\r\nHost: x\r\n\r\r\n"),
        Case("no host", "GET / HTTP/1.1\r\n\r\n"),
        Case("two hosts", get("Host: y")),
        Case("two hosts with HTTP/1.0", "GET / HTTP/1.0\r\nHost: x\r\nHost: x\r\n\r\n"),
        Case("a list of hosts", "GET / HTTP/1.1\r\nHost: x, y\r\n\r\n"),
        Case("host with a path", "GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"),
        Case("host with a user", "GET / HTTP/1.1\r\nHost: u@x\r\n\r\n"),
    ]

    static let lines: [Case] = [
        Case("HTTP/2.7", "GET / HTTP/2.7\r\nHost: x\r\n\r\n"),
        Case("HTTP/1.2", "GET / HTTP/1.2\r\nHost: x\r\n\r\n"),
        Case("HTTP/0.9", "GET /\r\n"),
        Case("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Case("lower-case protocol", "GET / http/1.1\r\nHost: x\r\n\r\n"),
        Case("RTSP", "OPTIONS / RTSP/1.0\r\nHost: x\r\n\r\n"),
        Case("ICE", "SOURCE / ICE/1.0\r\nHost: x\r\n\r\n"),
        Case("two spaces before the target", "GET  / HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("two spaces behind the target", "GET /  HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("space at the end of the line", "GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
        Case("space in the target", "GET /a b HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("tab between the parts", "GET\t/ HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("space before the method", " GET / HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("byte that no method has", "G\u{7F}T / HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("unknown method", "GOT / HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("lower-case method", "get / HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("CONNECT", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("target without a slash", "GET x HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("asterisk with GET", "GET * HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("other scheme", "GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("scheme without a host", "GET http:///a HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("fragment", "GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("target outside ASCII", "GET /é HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("NUL in the target", "GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("TLS greeting", "\u{16}\u{03}\u{01}\u{02}\u{00}\u{01}\u{00}\u{01}"),
    ]

    static let refused = framing + chunks + fields + lines

    @Test(arguments: refused) func badRequestIsRefusedWhereverItIsSplit(_ bad: Case) {
        let bytes = Array((bad.request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n").utf8)
        let whole = ReaderProbe.read([bytes[...]])
        #expect(whole.refusal != nil)
        #expect(!whole.requests.contains { $0.isComplete })
        for split in 1..<bytes.count {
            let parts = ReaderProbe.read([bytes[..<split], bytes[split...]])
            #expect(parts == whole, "split at \(split)")
        }
        #expect(ReaderProbe.read(bytes.indices.map { bytes[$0...$0] }) == whole)
    }

    static let accepted: [Case] = [
        Case("least", get("A:")),
        Case("blanks around a value", get("A: \t b \t")),
        Case("empty lines first", "\r\n\r\n" + get("A: b")),
        Case("HTTP/1.0 without host", "GET / HTTP/1.0\r\n\r\n"),
        Case("address as host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
        Case("empty host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"),
        Case("absolute target", "GET HTTP://x:1/a?b HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("asterisk with OPTIONS", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"),
        Case("bytes above ASCII in a value", get("A: é")),
        Case("no body", post("Content-Length: 0", "")),
        Case("body", post("Content-Length: 5", "abcde")),
        Case("chunks", chunked("1\r\na\r\nA\r\n0123456789\r\n0\r\n\r\n")),
        Case("chunk extension and trailer", chunked("1;a=b\r\na\r\n0\r\nTrailer: x\r\n\r\n")),
        Case("coding in capitals", post("Transfer-Encoding: CHUNKED", "0\r\n\r\n")),
        Case("upgrade that is passed over", get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x")),
        Case("upgrade with a body", post("Connection: Upgrade\r\nUpgrade: websocket\r\nContent-Length: 2", "ab")),
    ]

    @Test(arguments: accepted) func goodRequestIsReadTheSameWhereverItIsSplit(_ good: Case) {
        let next = "GET /next HTTP/1.1\r\nHost: x\r\n\r\n"
        let bytes = Array((good.request + (good.name.hasPrefix("HTTP/1.0") ? "" : next)).utf8)
        let whole = ReaderProbe.read([bytes[...]])
        #expect(whole.refusal == nil)
        #expect(whole.requests.count == (good.name.hasPrefix("HTTP/1.0") ? 1 : 2))
        #expect(!whole.requests.contains { !$0.isComplete })
        for split in 1..<bytes.count {
            let parts = ReaderProbe.read([bytes[..<split], bytes[split...]])
            #expect(parts == whole, "split at \(split)")
        }
        #expect(ReaderProbe.read(bytes.indices.map { bytes[$0...$0] }) == whole)
    }

    @Test func refusalsReachTheClientAndEndTheConnection() async throws {
        try await ServerFixture.run { server in
            for bad in Self.refused {
                let answer = try await server.exchange(bad.request + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(answer.hasPrefix("HTTP/1.1 4"), "\(bad.name): \(answer)")
                #expect(answer.contains("Connection: close\r\n"), "\(bad.name)")
                #expect(answer.components(of: "HTTP/1.1 ") == 1, "\(bad.name): \(answer)")
            }
        }
    }

    static let oversized: [(String, String, Int)] = [
        ("GET /" + String(repeating: "a", count: 200_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", "target", 414),
        ("GET / HTTP/1.1\r\nHost: x\r\nA: " + String(repeating: "a", count: 200_000) + "\r\n\r\n", "field", 431),
        ("GET / HTTP/1.1\r\nHost: x\r\n" + (0..<200).map { "a\($0): b\r\n" }.joined() + "\r\n", "fields", 431),
        (String(repeating: "\r\n", count: 100_000), "empty lines", 431),
    ]

    @Test(arguments: oversized) func headWithoutBoundIsRefused(_ request: String, _ what: String, _ status: Int) {
        let bytes = Array(request.utf8)
        #expect(ReaderProbe.read([bytes[...]]).refusal?.code == status)
        #expect(ReaderProbe.read(bytes.indices.map { bytes[$0...$0] }).refusal?.code == status)
    }

    static let floods: [(String, String)] = [
        (chunked("1;" + String(repeating: "a", count: 200_000) + "\r\na\r\n0\r\n\r\n"), "one endless extension"),
        (chunked(String(repeating: "1;aaaaaaaaaaaa\r\na\r\n", count: 20_000) + "0\r\n\r\n"), "many extensions"),
        (chunked("0\r\n" + (0..<2000).map { "t\($0): xxxxxxxx\r\n" }.joined() + "\r\n"), "endless trailers"),
    ]

    @Test(arguments: floods) func framingWithoutContentIsRefused(_ request: String, _ what: String) {
        let bytes = Array(request.utf8)
        let pieces = stride(from: 0, to: bytes.count, by: 1000).map { bytes[$0..<min($0 + 1000, bytes.count)] }
        let transcript = ReaderProbe.read(pieces)
        #expect(transcript.refusal != nil)
        #expect(!transcript.requests.contains { $0.isComplete })
    }

    @Test func bodyOfOneByteChunksIsRead() {
        let bytes = Array(Self.chunked(String(repeating: "1\r\na\r\n", count: 20_000) + "0\r\n\r\n").utf8)
        let pieces = stride(from: 0, to: bytes.count, by: 1000).map { bytes[$0..<min($0 + 1000, bytes.count)] }
        #expect(ReaderProbe.read(pieces).requests.first?.body.count == 20_000)
    }
}
