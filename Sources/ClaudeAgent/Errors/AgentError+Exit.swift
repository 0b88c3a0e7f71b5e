extension AgentError {
    /// A process that ended badly and left no result to explain it (protocol notes 10.4).
    static func exited(_ process: ProcessFailure) -> AgentError {
        let tail = String(process.standardErrorTail.drop(while: \.isWhitespace))
        // A crash may print pages; its last lines say why.
        let said = tail.isEmpty ? "; it wrote nothing to standard error" : ": \(tail.suffix(2000))"
        return AgentError(.processExited, "claude \(ending(process))\(said)", detail: .process(process))
    }

    private static func ending(_ process: ProcessFailure) -> String {
        switch (process.exitCode, process.signal) {
        case (_, 9?): "was killed by signal 9, which often means that memory ran out"
        case (_, let signal?): "was ended by signal \(signal)"
        case (let code?, _): "exited with code \(code)"
        default: "ended"
        }
    }
}
