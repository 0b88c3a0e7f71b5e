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
            try await client.expectUnauthorized([], "no Authorization")
            for value in ["Bearer wrong", "Bearer", "Bearer ", "", "Basic d3Jvbmc6d3Jvbmc="] {
                try await client.expectUnauthorized([("Authorization", value)], "Authorization \"\(value)\"")
            }
            try await client.post(session, body: "{}").expect(422, to: "POST {} with the right token")
        },
        Requirement("F012", "the token is compared whole: nothing before, behind or left out") { client in
            let token = try client.needToken()
            for (name, value) in nearMisses(token) { try await client.expectUnauthorized([("Authorization", value)], name) }
            try await checkRepeated(client, token)
        },
    ]

    /// By name, since a value that is nearly the token is nearly a secret.
    private static func nearMisses(_ token: String) -> [(name: String, value: String)] {
        [
            ("the token without Bearer", token), ("the token without its end", "Bearer \(token.dropLast())"),
            ("the token's first character", "Bearer \(token.prefix(1))"), ("one character behind the token", "Bearer \(token)x"),
            ("a word behind the token", "Bearer \(token) x"), ("a comma behind the token", "Bearer \(token),"),
            ("bearer in lower case", "bearer \(token)"), ("BEARER in upper case", "BEARER \(token)"),
            ("two blanks before the token", "Bearer  \(token)"), ("a tab before the token", "Bearer\t\(token)"),
            ("Bearer twice", "Bearer Bearer \(token)"), ("the whole value twice", "Bearer \(token) Bearer \(token)"),
            ("Basic for Bearer", "Basic \(token)"), ("the token in quotes", "Bearer \"\(token)\""),
        ]
    }

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
    fileprivate func expectUnauthorized(_ fields: [(String, String)], _ name: String) async throws {
        let answer = try await post(session("F011"), body: "{}", fields: fields)
        try answer.expect(401, detail: "missing or invalid token", to: "POST with \(name)")
    }
}
