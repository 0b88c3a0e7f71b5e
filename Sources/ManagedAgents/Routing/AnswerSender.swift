internal import EventLoop
internal import HTTP
internal import JSON

/// Puts an answer on the wire.
struct AnswerSender {
    private let exchange: ManagedExchange

    /// Bytes of a file that are in memory at a time.
    private static let piece = 256 << 10

    init(_ exchange: ManagedExchange) { self.exchange = exchange }

    func send(_ answer: ManagedAnswer) async throws {
        switch answer {
        case .json(let value): await respond("application/json", value.serialized())
        case .bytes(let bytes, let type, let fields): await respond(type, bytes, fields)
        case .file(let file): try await send(file)
        case .takeOver(let handler): try await handler(exchange)
        }
    }

    private func respond(_ type: String, _ bytes: [UInt8], _ fields: [(String, String)] = []) async {
        await exchange.response.respond(.ok, [("Content-Type", type)] + fields + exchange.fields, body: bytes)
    }

    private func send(_ content: FileContent) async throws {
        let file = try await BlockingExecutor.shared.run { try OpenFile.reading(content.path) }
        let fields = [
            ("Content-Type", content.mediaType), ("Content-Disposition", "attachment; filename=\"\(Self.plain(content.name))\""),
            // What somebody has uploaded is never to run as a page of this server.
            ("X-Content-Type-Options", "nosniff"),
        ]
        await exchange.response.start(.ok, fields + exchange.fields)
        try await send(file, content.size)
    }

    /// A name without what a quoted text cannot hold.
    private static func plain(_ name: String) -> String {
        String(String.UnicodeScalarView(name.unicodeScalars.map { (" "..."~").contains($0) && $0 != "\"" && $0 != "\\" ? $0 : "_" }))
    }

    private func send(_ file: OpenFile, _ size: Int) async throws {
        var sent = 0
        while sent < size {
            let count = min(Self.piece, size - sent)
            let bytes = try await BlockingExecutor.shared.run { [sent] in try file.read(at: sent, count: count) }
            guard !bytes.isEmpty else { throw ManagedError.internalError }
            try await exchange.response.write(bytes)
            sent += bytes.count
        }
    }
}
