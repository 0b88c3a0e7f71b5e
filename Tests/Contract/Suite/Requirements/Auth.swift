extension Requirement {
    static let auth = [
        Requirement("F011", "with a token set, sessions answer 401 without it; with none set, nothing is asked for") { client in
            let session = client.session("F011")
            guard client.token != nil else {
                for fields in [[], [("Authorization", "Bearer something")]] {
                    try await client.post(session, body: "{}", fields: fields).expect(422, to: "POST {} to a server without a token")
                }
                return
            }
            let wrong = ["Bearer wrong", "Bearer", "Bearer ", "", "Basic d3Jvbmc6d3Jvbmc="]
            for fields in [[]] + wrong.map({ [("Authorization", $0)] }) {
                try await client.expectUnauthorized(fields)
            }
            try await client.post(session, body: "{}").expect(422, to: "POST {} with the right token")
        },
        Requirement("F012", "the token is compared whole: nothing before, behind or left out") { client in
            let token = try client.needToken()
            let values = [
                token, "Bearer \(token.dropLast())", "Bearer \(token)x", "Bearer \(token) x", "Bearer \(token),", "bearer \(token)",
                "BEARER \(token)", "Bearer  \(token)", "Bearer\t\(token)", "Bearer Bearer \(token)", "Bearer \(token) Bearer \(token)",
                "Basic \(token)", "Bearer \"\(token)\"", "Bearer \(token.first.map(String.init) ?? "")",
            ]
            for value in values { try await client.expectUnauthorized([("Authorization", value)]) }
            try await checkRepeated(client, token)
        },
    ]

    private static func checkRepeated(_ client: ContractClient, _ token: String) async throws {
        let session = client.session("F012")
        let twice = [("Authorization", "Bearer wrong"), ("Authorization", "Bearer \(token)")]
        let status = try await client.post(session, body: "{}", fields: twice).status
        try require([400, 401].contains(status), "a wrong token before the right one must be answered 400 or 401, was \(status)")
        // Blanks around a field's value are no part of it (RFC 9110, section 5.5), but not every parser takes them off.
        let padded = try await client.post(session, body: "{}", fields: [("Authorization", "Bearer \(token) ")]).status
        try require([401, 422].contains(padded), "a blank behind the token must be ignored or refused, was \(padded)")
    }
}

extension ContractClient {
    fileprivate func expectUnauthorized(_ fields: [(String, String)]) async throws {
        let answer = try await post(session("F011"), body: "{}", fields: fields)
        let what = fields.first.map { "Authorization: \($0.1.replacing(token ?? "", with: "TOKEN"))" } ?? "no Authorization"
        try answer.expect(401, detail: "missing or invalid token", to: "POST with \(what)")
    }
}
