internal import EventLoop
internal import HTTP
internal import JSON

extension Requirement {
    static let health = [
        Requirement("F005", "GET /health answers {\"status\":\"ok\"} and never asks for a token") { client in
            let healthy: JSONValue = ["status": "ok"]
            for fields in [[], [("Authorization", "Bearer no-such-token")], client.authorization] {
                let answer = try await client.get("/health", fields: fields)
                try answer.expect(200, to: "GET /health")
                try require(answer.json == healthy, "GET /health must answer \(healthy), was \(answer.summary)")
            }
        },
        Requirement("A4-404", "an unknown path is answered 404 in JSON") { client in
            for path in ["/", "/no-such-path", "/sessions", "/sessions/\(client.session("A4"))/no-such-path", "/health/more"] {
                try await client.get(path, fields: client.authorization).expect(404, detail: "Not Found", to: "GET \(path)")
            }
        },
        Requirement("A4-405", "a wrong method is answered 405 in JSON and names the right one") { client in
            let messages = ContractClient.path(client.session("A4-405"))
            for (method, path, allowed) in [("POST", "/health", "GET"), ("GET", messages, "POST"), ("DELETE", messages, "POST")] {
                let answer = try await client.request(.init(method), path, fields: client.authorization)
                try answer.expect(405, detail: "Method Not Allowed", to: "\(method) \(path)")
                let allow = answer.fields["allow"] ?? ""
                try require(allow.contains(allowed), "the 405 answer to \(method) \(path) must allow \(allowed), allowed \"\(allow)\"")
            }
        },
        Requirement("F025", "the server stays when nothing happens", .alone) { client in
            try await client.get("/health").expect(200, to: "GET /health before the pause")
            try await client.loop.sleep(for: client.options.idle)
            try await client.get("/health").expect(200, to: "GET /health after the pause")
            _ = try await client.goodTurn("Still there?", in: client.session("F025"))
        },
    ]
}
