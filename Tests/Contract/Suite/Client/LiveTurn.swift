internal import HTTP

/// A turn whose stream is being read.
struct LiveTurn: Sendable {
    let response: HTTPClientResponse
    let client: ContractClient
    let deadline: ContinuousClock.Instant
    let opened = ContinuousClock.now
    private var reader = FrameReader()
    private var taken = 0

    init(response: HTTPClientResponse, client: ContractClient, deadline: ContinuousClock.Instant) {
        self.response = response
        self.client = client
        self.deadline = deadline
    }

    /// The next frame, or nil at the end of the stream.
    mutating func next() async throws -> Frame? {
        while taken == reader.frames.count {
            guard try await readMore() else { return nil }
        }
        taken += 1
        return reader.frames[taken - 1]
    }

    /// Reads to the end of the stream.
    mutating func rest() async throws -> Turn {
        defer { response.close() }
        while try await readMore() {}
        return sofar()
    }

    /// What has come until now.
    func sofar() -> Turn { Turn(reader, fields: response.fields, opened: opened, closed: .now) }

    /// Leaves in the middle of the stream.
    func close() { response.close() }

    private mutating func readMore() async throws -> Bool {
        let bytes = try await client.bounded("the stream (\(reader.frames.count) frames so far)", until: deadline, closing: response) {
            try await response.body.read()
        }
        guard let bytes else { return false }
        reader.push(bytes, at: .now)
        return true
    }
}
