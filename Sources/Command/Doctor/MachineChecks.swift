internal import Domain
internal import EventLoop

/// What is decided about the machine itself, from what was read. Pure.
enum MachineChecks {
    private static let mebibyte = 1 << 20

    /// Whether every agent and every turn can have its descriptors.
    static func files(_ budget: DescriptorBudget) -> DoctorFinding {
        guard budget.isShort else {
            return DoctorFinding("files", .ok, "\(budget.limit) may be open, \(budget.needed) are needed for \(budget.agents) agents")
        }
        return DoctorFinding(
            "files",
            .failed,
            "\(budget.limit) may be open, but \(budget.agents) agents and their clients need \(budget.needed); "
                + "raise the limit (ulimit -n) or lower --max-agents"
        )
    }

    static func memory(_ memory: MachineMemory) -> DoctorFinding {
        var pressure = MemoryPressure()
        let words =
            "\(DoctorCapacity.size(memory.available)) available of \(DoctorCapacity.size(memory.total))\(memory.isLimited ? " (control group)" : "")"
        switch pressure.note(available: memory.available, of: memory.total) {
        case .none: return DoctorFinding("memory", .ok, words)
        case .shedNewSessions: return DoctorFinding("memory", .warning, "\(words): new sessions would be turned away; end other programs")
        case .critical:
            return DoctorFinding("memory", .failed, "\(words): too little for an agent; end other programs, or take a larger machine")
        }
    }

    static func disk(_ system: FileSystem, at path: String) -> DoctorFinding {
        let words = "\(DoctorCapacity.size(system.free)) free on \(system.name) at \(path)"
        guard system.free >= 100 * mebibyte else {
            return DoctorFinding("disk", .failed, "\(words): prompts would be refused; make room, or give another folder with --data")
        }
        switch system.kind {
        case .remote:
            let risk = "its locks may not hold, and it is slow for a journal"
            return DoctorFinding("disk", .warning, "\(words): \(risk); a disk of this machine is better")
        case .passing: return DoctorFinding("disk", .warning, "\(words): it is gone with the machine or the container; mount a volume")
        case .local where system.free < 1024 * mebibyte: return DoctorFinding("disk", .warning, "\(words): make room soon")
        case .local: return DoctorFinding("disk", .ok, words)
        }
    }

    /// The clock is wrong when it says that this program was built tomorrow: certificates, leases and retention go by it.
    ///
    /// - Parameters:
    ///   - now: Seconds since 1970.
    ///   - newest: The newest time that is known to have been, such as that of this program's file.
    static func clock(_ now: Int, newest: Int) -> DoctorFinding {
        let day = 86_400
        let latest = max(newest, earliest)
        guard now + day >= latest else {
            return DoctorFinding("clock", .failed, "it is \((latest - now) / day) days behind what is known to have been; set it")
        }
        return DoctorFinding("clock", .ok, "it is after everything that is known to have been")
    }

    /// 1 January 2026: nothing of this was written earlier.
    private static let earliest = 1_767_225_600
}
