import JSON
import Testing
@testable import ModelStub

/// Plays the CLI against the model: sends a prompt, answers tool calls, goes on until the turn ends.
final class AgentLoop {
    private let model: StubModel
    private var memory = StubMemory(identifiers: StubIdentifiers(source: SeededSource()))
    var conversation = CLIConversation()
    /// What every tool answers.
    var toolResult = "hi"

    init(script: StubScript = StubScript()) {
        model = StubModel(script: script)
    }

    /// The answer to the conversation as it stands.
    func reply() throws -> StubReply {
        let draft = try model.draft(for: conversation.request())
        return draft.reply(with: memory.ticket(faults: draft.step.faults, place: draft.place))
    }

    /// One request, with the answer taken into the conversation.
    func step() throws -> StubReply {
        let reply = try reply()
        conversation.append(reply.message)
        return reply
    }

    /// A whole turn: the replies of its steps.
    func turn(_ prompt: String) throws -> [StubReply] {
        conversation.say(prompt)
        var replies: [StubReply] = []
        while replies.count < 10 {
            let reply = try step()
            replies.append(reply)
            guard reply.message.stopReason == "tool_use" else { break }
            conversation.add("user", .array(reply.message.blocks.compactMap(result)))
        }
        return replies
    }

    /// The texts of a turn's steps.
    func texts(_ prompt: String) throws -> [String] {
        try turn(prompt).map(\.message.text)
    }

    private func result(_ block: ContentBlock) -> JSONValue? {
        guard case .toolUse(let id, _, _) = block else { return nil }
        return ["tool_use_id": .string(id), "type": "tool_result", "content": .string(toolResult), "is_error": false]
    }
}

/// A foreseeable source for ids.
struct SeededSource: RandomNumberGenerator, Sendable {
    private var state: UInt64 = 7

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state >> 11
    }
}

extension StubMessage {
    /// All the text of the answer.
    var text: String {
        blocks.map { if case .text(let text, _) = $0 { text } else { "" } }.joined()
    }
}

/// One event of a stream, read back from its bytes.
struct StreamEvent {
    let name: String
    let data: JSONValue

    /// Reads a chunk that must hold exactly one event.
    init(_ chunk: StubOutput.Chunk) throws {
        let lines = String(decoding: chunk.bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        try #require(lines.count == 4 && lines[0].hasPrefix("event: ") && lines[1].hasPrefix("data: "))
        try #require(lines[2].isEmpty && lines[3].isEmpty)
        name = String(lines[0].dropFirst(7))
        data = try JSONValue(parsing: String(lines[1].dropFirst(6)))
        try #require(data["type"]?.string == name)
    }
}
