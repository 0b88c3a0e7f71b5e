internal import EventLoop

/// How an agent process has ended.
struct ProcessEnd: Sendable {
    let status: ExitStatus?
    let report: GuardianReport
    /// The tail of standard error, secrets replaced.
    let standardError: String

    /// The exit code of the program itself.
    var exitCode: Int32? {
        if report.exitCode != nil || report.signal != nil { return report.exitCode }
        if case .exited(let code) = status { return code }
        return nil
    }

    var signal: Int32? {
        if report.exitCode != nil || report.signal != nil { return report.signal }
        if case .signalled(let number) = status { return number }
        return nil
    }

    /// The facts for an error.
    var facts: AgentError.ProcessFailure {
        AgentError.ProcessFailure(exitCode: exitCode, signal: signal, standardErrorTail: standardError)
    }

    /// Why the program could not even be run.
    func startFailure(_ executable: String) -> AgentError? {
        report.startFailure.map { AgentError(.cliConnection, "could not run it: \(IOError(.system($0), executable))") }
    }
}
