internal import HTTP

/// The answer to `/readyz`, in the form Kubernetes' own servers give it.
struct ReadinessReport: Sendable {
    private let findings: [Readiness.Finding]
    private let excluded: [String]
    private let isVerbose: Bool

    /// - Parameter query: `verbose`, and any number of `exclude=name`; anything else is ignored.
    init(_ findings: [Readiness.Finding], query: Substring) {
        self.findings = findings
        let items = QueryItems(query)
        isVerbose = items["verbose"] != nil
        excluded = items.values(of: "exclude")
    }

    /// Whether every check that counts is well.
    var isReady: Bool { findings.allSatisfy { $0.failure == nil || excluded.contains($0.name) } }

    /// The lines; a single `ok` when there is nothing to tell and nobody wants more.
    var text: String {
        guard isVerbose || !isReady else { return "ok\n" }
        let unknown = excluded.contains { name in !findings.contains { $0.name == name } }
        let lines = findings.map(line) + (unknown ? ["warn: some of the excluded checks do not exist"] : [])
        return (lines + ["readyz check \(isReady ? "passed" : "failed")"]).joined(separator: "\n") + "\n"
    }

    private func line(_ finding: Readiness.Finding) -> String {
        if excluded.contains(finding.name) { return "[+]\(finding.name) excluded: ok" }
        guard let failure = finding.failure else { return "[+]\(finding.name) ok" }
        // A reason must not pass for another line.
        return "[-]\(finding.name) failed: \(failure.split(whereSeparator: \.isNewline).joined(separator: " "))"
    }
}
