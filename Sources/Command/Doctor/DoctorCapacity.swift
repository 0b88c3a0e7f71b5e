internal import Domain
internal import EventLoop
internal import JSON

/// How many agents a machine holds, with the numbers behind it.
struct DoctorCapacity: Sendable, Hashable {
    let memory: MachineMemory
    /// What one agent process, its guardian and its tools held at most in the turn that was measured; `nil` when nothing was.
    let peak: Int?
    /// What `serve` counts an agent as.
    var standard = Sizing()

    private static let mebibyte = 1 << 20

    /// What one agent is given: half as much again as was measured, since a turn of real work takes more, and never less than `serve` gives.
    var sizing: Sizing {
        var sizing = standard
        guard let peak else { return sizing }
        let needed = (peak + peak / 2 + 10 * Self.mebibyte - 1) / (10 * Self.mebibyte) * (10 * Self.mebibyte)
        sizing.ceiling = max(sizing.ceiling, needed)
        return sizing
    }

    var agents: Int { sizing.agents(in: memory.total) }

    var text: String {
        let place = memory.isLimited ? "this control group" : "this machine"
        let measured = peak.map { "; \(Self.size($0)) were measured" } ?? ""
        return "\(agents) \(agents == 1 ? "agent fits" : "agents fit") into \(place): \(Self.size(memory.total)) of memory, "
            + "\(Self.size(sizing.overhead)) for everything else, \(Self.size(sizing.ceiling)) for each agent\(measured)"
    }

    var json: JSONValue {
        [
            "agents": .number(JSONNumber(agents)), "memory_bytes": .number(JSONNumber(memory.total)),
            "available_bytes": .number(JSONNumber(memory.available)), "limited": .bool(memory.isLimited),
            "overhead_bytes": .number(JSONNumber(sizing.overhead)), "ceiling_bytes": .number(JSONNumber(sizing.ceiling)),
            "peak_bytes": peak.map { .number(JSONNumber($0)) } ?? .null,
        ]
    }

    /// Bytes for a person: `512 MiB`, `3.8 GiB`.
    static func size(_ bytes: Int) -> String {
        guard bytes >= 1024 * mebibyte else { return "\(bytes / mebibyte) MiB" }
        let tenths = bytes / (1024 * mebibyte / 10)
        return tenths % 10 == 0 ? "\(tenths / 10) GiB" : "\(tenths / 10).\(tenths % 10) GiB"
    }
}
