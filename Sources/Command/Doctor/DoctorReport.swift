internal import Domain
internal import JSON

/// What `roost doctor` says.
public struct DoctorReport: Sendable {
    /// What was found, in order.
    public let findings: [DoctorFinding]
    /// How many agents the machine holds, and by which numbers.
    let capacity: DoctorCapacity

    /// Why the program exits with a status that is not 0; `nil` when nothing has failed. Warnings are no failures.
    public var failure: CommandError? {
        let failed = findings.filter { $0.status == .failed }.map(\.check)
        guard !failed.isEmpty else { return nil }
        return CommandError(.unavailable, "not all is well: \(failed.joined(separator: ", ")) failed; mend that and ask again")
    }

    /// The report for a person: a line for each check, then what the machine holds.
    public func table() -> String {
        let width = (findings.map(\.check.count).max() ?? 0) + 2
        let lines = findings.map { "\(Self.pad($0.status.rawValue, 9))\(Self.pad($0.check, width))\($0.message)" }
        return (lines + ["", capacity.text]).joined(separator: "\n") + "\n"
    }

    /// The report for a program: one JSON object.
    public func json() -> String {
        let checks = findings.map { finding -> JSONValue in
            ["check": .string(finding.check), "status": .string(finding.status.rawValue), "message": .string(finding.message)]
        }
        let report: JSONValue = [
            "status": .string(failure == nil ? "ok" : "failed"), "checks": .array(checks), "capacity": capacity.json,
        ]
        return report.serializedString() + "\n"
    }

    private static func pad(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(1, width - text.count)) }
}
