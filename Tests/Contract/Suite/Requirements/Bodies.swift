internal import JSON

extension Requirement {
    /// Bytes that a request body may have.
    private static let cap = 262_144

    static let bodies = [
        Requirement("F009", "a body that is no JSON or has no prompt text is answered 422 with a list of what is wrong") { client in
            let bodies = [
                "{}", #"{"prompt":1}"#, #"{"prompt":null}"#, #"{"prompt":["a"]}"#, #"{"Prompt":"a"}"#, #"[{"prompt":"a"}]"#, #""a""#,
                "null", "",
                "not json", #"{"prompt":"a""#, #"{"prompt":"a"} more"#, "{'prompt':'a'}",
            ]
            for body in bodies {
                try checkValidation(try await client.post(client.session("F009"), body: body), body)
            }
        },
        Requirement("F010", "a body above 262144 bytes is answered 413, declared or not; one of exactly so many passes") { client in
            let (raw, session) = (RawExchange(client: client), client.session("F010"))
            let declared = client.authorization + [length]
            let unknown = client.authorization + [("Transfer-Encoding", "chunked")]
            for (what, fields, body) in [("whole", declared, large), ("not even sent", declared, []), ("in chunks", unknown, chunked)] {
                let answer = try await raw.post(session, fields: fields, body: body)
                try answer.expect(413, detail: "request body too large", to: "a body of \(cap + 1) bytes, \(what),")
            }
            try await checkExactFit(client)
        },
        Requirement("F010-token", "a bad token is answered 401 before the body is read, whatever else is wrong") { client in
            _ = try client.needToken()
            let raw = RawExchange(client: client)
            let session = client.session("F010-token")
            let cases: [(String, [(String, String)], [UInt8])] = [
                (session, [("Content-Length", "100000")], []), (session, [("Content-Length", "262145")], []),
                (session, [("Transfer-Encoding", "chunked")], []), (session, [("Content-Length", "8")], Array("not json".utf8)),
                ("-bad", [("Content-Length", "2")], Array("{}".utf8)),
            ]
            for (session, fields, body) in cases {
                let answer = try await raw.post(session, fields: fields, body: body)
                try answer.expect(401, detail: "missing or invalid token", to: "POST without a token, \(fields[0].0) \(fields[0].1)")
            }
        },
        Requirement("G2-26", "text that is no UTF-8 is the client's fault, never a 500") { client in
            let answer = try await client.post(
                client.session("G2-26"),
                bytes: Array(#"{"prompt":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)
            )
            try answer.expect(422, to: "a body with broken UTF-8")
            let fields = [("Authorization", "Bearer t\u{F6}k\u{2603}n")]
            let status = try await client.post(client.session("G2-26"), body: "{}", fields: fields).status
            let expected = client.token == nil ? [400, 422] : [400, 401]
            try require(expected.contains(status), "a token outside ASCII must be answered \(expected), was \(status)")
        },
    ]
}

extension Requirement {
    private static let length = ("Content-Length", "\(cap + 1)")

    private static let large = body(of: cap + 1, word: "large")

    /// The same in two chunks.
    private static let chunked: [UInt8] = {
        let half = large.count / 2
        let pieces = [large[..<half], large[half...]]
        return pieces.flatMap { Array("\(String($0.count, radix: 16))\r\n".utf8) + $0 + Array("\r\n".utf8) } + Array("0\r\n\r\n".utf8)
    }()

    /// A request of exactly so many bytes.
    private static func body(of size: Int, word: String) -> [UInt8] {
        let start = Array("{\"prompt\":\"\(word) ".utf8)
        let end = Array(#""}"#.utf8)
        return start + [UInt8](repeating: UInt8(ascii: "."), count: size - start.count - end.count) + end
    }

    private static func checkExactFit(_ client: ContractClient) async throws {
        let word = client.word("F010")
        guard case .accepted(var turn) = try await client.offer(bytes: body(of: cap, word: word), to: client.session("F010")) else {
            throw ContractError(.broken, "a body of exactly \(cap) bytes must be accepted")
        }
        let whole = try await turn.rest()
        try require(whole.frames.last?.event == "done", "a prompt of \(cap) bytes must be answered, \(whole.ending)")
        try whole.expectAnswer(holding: word, "a prompt of \(cap) bytes must arrive")
    }

    private static func checkValidation(_ answer: Answer, _ body: String) throws {
        try answer.expect(422, to: "the body \(body)")
        let faults = try require(answer.json?["detail"]?.array, "the detail of a 422 must be a list, was \(answer.summary)")
        try require(!faults.isEmpty, "the detail of a 422 must name a fault, was \(answer.summary)")
        let shape = Shape("a validation fault", [("type", [.string]), ("loc", [.array]), ("msg", [.string])])
        for fault in faults { try shape.check(fault) }
    }
}

extension ContractClient {
    /// The token, or an end of the check when the server has none.
    func needToken() throws(ContractError) -> String {
        guard let token else { throw ContractError(.notApplicable, "the server has no token (give one with --token)") }
        return token
    }
}
