import Domain
import JSON
import Journal

@testable import AgentServer

/// A call that a journal tells of: what was answered, what reached the model, how its turn ended. Pure.
struct ManagedCall {
    let id: String
    let kind: ToolCatalogue.Wait
    /// What the model called the tool with.
    var input = JSONValue.null
    var answers: [CallAnswer] = []
    /// What the model was given as the call's result, by frames.
    var results: [(text: String, isError: Bool)] = []
    var ending: TurnEnding?

    /// All calls that somebody was asked about.
    static func all(_ events: [JournalEvent]) -> [ManagedCall] {
        var calls: [String: ManagedCall] = [:]
        var turns: [TurnID: Set<String>] = [:]
        var inputs: [String: JSONValue] = [:]
        for event in events {
            switch event.kind {
            case .turnWaiting:
                for call in WaitingCall.all(event) {
                    if calls[call.id] == nil { calls[call.id] = ManagedCall(id: call.id, kind: call.kind) }
                    if let turn = event.turn { turns[turn, default: []].insert(call.id) }
                }
            case .callAnswered: if let answer = CallAnswer(event) { calls[answer.toolUseID]?.answers.append(answer) }
            case .frame:
                for (id, result) in results(event.body) { calls[id]?.results.append(result) }
                for (id, input) in uses(event.body) { inputs[id] = input }
            case .turnEnded: for id in event.turn.flatMap({ turns[$0] }) ?? [] { calls[id]?.ending = TurnEnding(event) }
            default: break
            }
        }
        for (id, input) in inputs { calls[id]?.input = input }
        return calls.values.sorted { $0.id < $1.id }
    }

    /// The word that its command writes down where it runs.
    var word: String? {
        guard let command = input["command"]?.string, let start = command.firstRange(of: "token-")?.lowerBound else { return nil }
        return String(command[start...].prefix { $0 != " " })
    }

    private static func blocks(_ frame: [UInt8], of role: String, _ type: String) -> [JSONValue] {
        guard let json = try? JSONValue(parsing: frame), json["type"]?.string == role else { return [] }
        return (json["message"]?["content"]?.array ?? []).filter { $0["type"]?.string == type }
    }

    private static func uses(_ frame: [UInt8]) -> [(String, JSONValue)] {
        blocks(frame, of: "assistant", "tool_use").compactMap { block in
            block["id"]?.string.map { ($0, block["input"] ?? .null) }
        }
    }

    private static func results(_ frame: [UInt8]) -> [(String, (text: String, isError: Bool))] {
        blocks(frame, of: "user", "tool_result").compactMap { block in
            guard let id = block["tool_use_id"]?.string else { return nil }
            let texts = block["content"]?.array?.compactMap { $0["text"]?.string }
            return (id, (block["content"]?.string ?? texts?.joined(separator: "\n") ?? "", block["is_error"]?.bool ?? false))
        }
    }

    /// What is wrong with it by itself.
    ///
    /// - Parameter ran: How often the agent's tool has run.
    func violations(ran: Int) -> [String] {
        var wrong: [String] = []
        if answers.count > 1 { wrong.append("was answered \(answers.count) times") }
        if ran > 1 { wrong.append("ran \(ran) times") }
        if results.count > 1 { wrong.append("reached the model \(results.count) times") }
        if ran > 0, answers.first?.verdict != .proceed { wrong.append("ran, and nobody allowed it") }
        guard let answer = answers.first else {
            return wrong + (results.contains { !$0.isError } ? ["has a result, and nobody answered it"] : [])
        }
        if ending?.outcome == .done, results.count != 1 { wrong.append("was answered, and did not reach the model") }
        // What an interrupt puts in its place is no answer.
        guard let result = results.first, ending?.outcome == .done else { return wrong }
        // What begins in the background has come to nothing yet.
        if input["run_in_background"]?.bool == true { return wrong }
        // The real program says how it came by a refusal.
        let words = Self.text(answer)
        if ![words, "PreToolUse:Bash hook error: \(words)"].contains(result.text) { wrong.append("reached the model as \(result.text)") }
        return wrong
    }

    /// What the agent of these tests makes of an answer.
    private static func text(_ answer: CallAnswer) -> String {
        switch answer.reply {
        case .confirmation(allows: true, _): "done"
        case .confirmation(allows: false, let message): message ?? "The user refused this call."
        case .result(let content, _): (content ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
        }
    }

    /// What is wrong with what clients were told of their answers.
    func answerViolations(_ deeds: [ManagedDeed]) -> [String] {
        var wrong = deeds.filter(\.isDone).filter { deed in !answers.contains { Self.fits($0, deed.wish) } }.map {
            "was answered with \($0.wish), and that is not stored"
        }
        if deeds.count(where: \.isDone) > 1 { wrong.append("took \(deeds.count(where: \.isDone)) answers") }
        for answer in answers where !deeds.contains(where: { !$0.isRefused && Self.fits(answer, $0.wish) }) {
            wrong.append("has an answer that nobody gave")
        }
        return wrong
    }

    private static func fits(_ answer: CallAnswer, _ wish: ManagedDeed.Wish) -> Bool {
        switch (answer.reply, wish) {
        case (.confirmation(allows: true, _), .allow): true
        case (.confirmation(allows: false, let message), .deny(_, let reason)): message == reason
        case (.result, .result(_, let text)): Self.text(answer) == text
        default: false
        }
    }
}
