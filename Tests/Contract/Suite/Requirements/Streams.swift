internal import HTTP
internal import JSON

extension Requirement {
    static let streams = [
        Requirement("F006", "a prompt is answered 200 with a text/event-stream of message events") { client in
            let turn = try await client.goodTurn("Hello.", in: client.session("F006"))
            let type = turn.fields["content-type"] ?? "none"
            let essence = type.split(separator: ";").first.map { $0.lowercased() }
            try require(essence == "text/event-stream", "the content type must be text/event-stream, was \(type)")
            try require(
                turn.messageFrames.count >= 3,
                "a turn has at least init, answer and result, had \(turn.messageFrames.count) messages"
            )
        },
        Requirement("F023", "the stream's head keeps proxies from buffering and caching it") { client in
            let fields = try await client.goodTurn("Hello.", in: client.session("F023")).fields
            let cache = fields["cache-control"] ?? "none"
            try require(
                cache.contains("no-store") || cache.contains("no-cache"),
                "Cache-Control must say no-store or no-cache, was \(cache)"
            )
            let buffering = fields["x-accel-buffering"] ?? "none"
            try require(buffering == "no", "X-Accel-Buffering must be no, was \(buffering)")
            try require(fields["content-length"] == nil, "a stream has no Content-Length")
        },
        Requirement("F022", "a silent stream carries a comment at least every heartbeat", .waiting) { client in
            let heartbeat = client.options.heartbeat
            let stall = heartbeat + min(.seconds(2), heartbeat * 2)
            let turn = try await client.goodTurn(ContractClient.stall(stall), in: client.session("F022"), waits: stall)
            try checkSilence(turn, heartbeat)
        },
        Requirement("F022-queue", "a prompt that waits its turn is answered at once and kept alive by comments", .waiting) { client in
            let heartbeat = client.options.heartbeat
            let stall = heartbeat + min(.seconds(2), heartbeat * 2)
            let session = client.session("F022-queue")
            var first = try await client.open(ContractClient.stall(stall), in: session, waits: stall)
            let asked = ContinuousClock.now
            var second = try await client.open("And I wait.", in: session, waits: stall)
            try require(
                asked.duration(to: second.opened) < heartbeat + .seconds(1),
                "the head of a waiting prompt's answer must come at once"
            )
            async let later = second.rest()
            _ = try await first.rest()
            try checkSilence(try await later, heartbeat)
        },
    ]

    private static func checkSilence(_ turn: Turn, _ heartbeat: Duration) throws {
        let arrivals = (turn.frames.map(\.arrived) + turn.comments).sorted()
        let gaps = zip([turn.opened] + arrivals, arrivals + [turn.closed]).map { $0.duration(to: $1) }
        let longest = gaps.max() ?? .zero
        try require(
            !turn.comments.isEmpty,
            "no comment came in \(turn.opened.duration(to: turn.closed)); the longest silence was \(longest)"
        )
        try require(longest <= heartbeat + .seconds(1), "the stream was silent for \(longest), allowed are \(heartbeat)")
    }
}
