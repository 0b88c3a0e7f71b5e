internal import ClaudeAgent

/// What the log says of an error that has ended a turn. What an agent process has written, and what a result says, may hold parts of the
/// conversation, and is told apart from our own words. Pure.
struct LoggedFailure: Sendable, Hashable {
    /// What failed, in words of this program.
    let reason: String
    /// What others have said about it, for those who want to see that.
    let said: String?

    init(_ error: any Error) {
        guard let error = error as? AgentError else {
            (reason, said) = ("\(error)", nil)
            return
        }
        if let result = error.result {
            let status = result.apiErrorStatus.map { ", HTTP \($0) of the model's API" } ?? ""
            (reason, said) = ("\(error.code): the result is \(result.subtype.rawValue)\(status)", result.reason)
        } else {
            let written = error.process?.standardErrorTail ?? ""
            (reason, said) = ("\(error.code): \(Self.own(error.message, without: written))", written.isEmpty ? nil : written)
        }
    }

    /// A message up to what the process wrote, which comes last and of which there may be only the end.
    private static func own(_ message: String, without written: String) -> Substring {
        let text = written.drop(while: \.isWhitespace)
        guard !text.isEmpty else { return message[...] }
        let start = [text, text.suffix(2000)].compactMap { message.firstRange(of: $0)?.lowerBound }.min()
        guard let start else { return message[...] }
        let own = message[..<start]
        return own.hasSuffix(": ") ? own.dropLast(2) : own
    }
}
