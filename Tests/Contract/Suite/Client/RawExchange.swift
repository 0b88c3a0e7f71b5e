internal import EventLoop
internal import HTTP

/// An exchange written byte by byte, for requests that a well-behaved client does not send.
struct RawExchange {
    let client: ContractClient

    /// The most that an answer may have.
    private static let limit = 1 << 20

    /// Posts to a session: a head with these further fields, then `body`. The answer may come before all of it is sent.
    func post(_ session: String, fields: [(String, String)], body: [UInt8] = []) async throws -> Answer {
        var head = "POST \(ContractClient.path(session)) HTTP/1.1\r\nHost: \(client.base.address)\r\nConnection: close\r\n"
        head += "Content-Type: application/json\r\n"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        return try await exchange(Array("\(head)\r\n".utf8) + body)
    }

    private func exchange(_ bytes: [UInt8]) async throws -> Answer {
        let stream = try await ByteStream.connect(to: client.base.address, on: client.loop)
        defer { stream.close() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            // A server that has answered need not take the rest, so a failed write is no finding: the answer is.
            group.addTask { try? await stream.write(bytes) }
            group.addTask {
                try await client.loop.sleep(for: client.options.deadline)
                stream.close()
            }
            defer { group.cancelAll() }
            return try await answer(from: stream)
        }
    }

    private func answer(from stream: ByteStream) async throws -> Answer {
        var bytes: [UInt8] = []
        while let piece = try? await stream.read(), bytes.count < Self.limit {
            bytes += piece
            if let answer = Self.parse(bytes) { return answer }
        }
        return try require(Self.parse(bytes), "a request was not answered; came: \(excerpt(bytes))")
    }

    /// The answer, once head and declared body are there.
    static func parse(_ bytes: [UInt8]) -> Answer? {
        let blank = Array("\r\n\r\n".utf8)
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: blank) }) else { return nil }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { return nil }
        let fields = fields(lines.dropFirst())
        let body = bytes[(end + blank.count)...]
        let length = fields["content-length"].flatMap { Int($0) } ?? 0
        return body.count < length ? nil : Answer(status: status, fields: fields, body: Array(body.prefix(length)))
    }

    private static func fields(_ lines: ArraySlice<Substring>) -> HTTPFields {
        var fields = HTTPFields()
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields.append(String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
        }
        return fields
    }
}
