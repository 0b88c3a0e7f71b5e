import HTTP

/// Sends a decided output over a connection, in its time.
struct StubSender {
    let response: ResponseWriter
    let clock: any Clock<Duration>

    /// - Throws: `HTTPError` when the client has left, `CancellationError` when it leaves during a wait.
    func send(_ output: StubOutput) async throws {
        let fields = [("Content-Type", output.contentType)] + output.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        switch output.ending {
        case .silent: try await cut(after: output)
        case .finished where output.chunks.count == 1: try await respond(output, fields)
        case .finished: try await stream(output, fields)
        case .dropped:
            try await stream(output, fields)
            await response.cut()
        }
    }

    private func cut(after output: StubOutput) async throws {
        for chunk in output.chunks { try await wait(chunk.delay) }
        await response.cut()
    }

    private func respond(_ output: StubOutput, _ fields: [(String, String)]) async throws {
        for chunk in output.chunks { try await wait(chunk.delay) }
        await response.respond(HTTPStatus(output.status), fields, body: output.body)
    }

    private func stream(_ output: StubOutput, _ fields: [(String, String)]) async throws {
        try await wait(output.chunks.first?.delay ?? .zero)
        await response.start(HTTPStatus(output.status), fields)
        for (index, chunk) in output.chunks.enumerated() {
            if index > 0 { try await wait(chunk.delay) }
            try await response.write(chunk.bytes)
        }
    }

    private func wait(_ delay: Duration) async throws {
        if delay > .zero { try await clock.sleep(for: delay) }
    }
}
