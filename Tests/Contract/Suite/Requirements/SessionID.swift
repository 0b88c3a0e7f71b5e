extension Requirement {
    static let sessionID = [
        Requirement("F007", "session ids of 1 to 64 letters, digits, - and _ pass, the first a letter or digit; all others do not") {
            client in
            let run = client.session("F007")
            let long = run + String(repeating: "x", count: 64 - run.count)
            for session in ["\(run.last ?? "a")", long, "A-b_9\(run)-_"] {
                _ = try await client.goodTurn("Hello.", in: session)
            }
            for session in refused(run) + ambiguous(run) {
                let answer = try await client.post(session, body: prompt)
                try require(
                    [400, 404, 405].contains(answer.status),
                    "the session id \"\(session)\" must be refused, was \(answer.summary)"
                )
            }
        },
        Requirement("F008", "a bad session id is answered 400 {\"detail\":\"invalid session_id\"}") { client in
            for session in refused(client.session("F008")) {
                try await client.post(session, body: prompt).expect(400, detail: "invalid session_id", to: "session id \"\(session)\"")
            }
        },
    ]

    private static let prompt = #"{"prompt":"This must not be asked."}"#

    /// One path segment each, and no session id.
    private static func refused(_ run: String) -> [String] {
        let tooLong = run + String(repeating: "x", count: 65 - run.count)
        return [
            tooLong, "-\(run)", "_\(run)", "\(run).1", "\(run)%0A", "%0A\(run)", "\(run)%20", "\(run)%00", "\(run)%0D%0A", "\(run)%C3%A9",
            "%D9%A1\(run)", "\(run)~", "\(run)%25", "\(run):1", "\(run)%40host", "%EF%BB%BF\(run)",
        ]
    }

    /// What a router may well not take for one segment, or not for text.
    private static func ambiguous(_ run: String) -> [String] {
        ["", ".", "..", "%2e%2e", "\(run)%2Fx", "\(run)/x", "..%2F\(run)", "\(run)%FF", "\(run)%4", "\(run);x"]
    }
}
