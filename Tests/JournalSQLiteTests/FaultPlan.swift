import FaultVFS
import Glibc

/// Faults below one folder.
struct FaultPlan: Sendable {
    /// A way of failing.
    struct Kind: Sendable, CustomStringConvertible {
        let error: Int32
        var sticks = false
        var isLate = false
        var isOfFile = false

        var description: String { "\(error == EIO ? "EIO" : "ENOSPC")\(sticks ? " for good" : "")\(isLate ? " after the work" : "")" }

        static let all = [
            Kind(error: EIO), Kind(error: ENOSPC), Kind(error: EIO, sticks: true), Kind(error: ENOSPC, sticks: true),
            Kind(error: EIO, isLate: true), Kind(error: EIO, sticks: true, isLate: true),
        ]
    }

    /// There were too many plans, or the layer could not be put in.
    struct Refused: Error {}

    private let number: Int32

    /// Runs `body` with faults below a folder, or of the one file, from the operation of this number on; 0 only counts.
    static func run<T>(_ folder: String, at operation: Int, _ kind: Kind, _ body: (FaultPlan) async throws -> T) async throws -> T {
        guard roost_fault_register() == 0 else { throw Refused() }
        let plan = FaultPlan(number: roost_fault_arm(folder, kind.isOfFile, Int32(operation), kind.error, kind.sticks, kind.isLate))
        guard plan.number >= 0 else { throw Refused() }
        defer { roost_fault_disarm(plan.number) }
        return try await body(plan)
    }

    /// Operations that have failed.
    var hits: Int { Int(roost_fault_hits(number)) }
    /// Flushes so far.
    var flushes: Int { Int(roost_fault_flushes(number)) }
}
