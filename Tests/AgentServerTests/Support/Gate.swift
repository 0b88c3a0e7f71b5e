import TestSupport

/// Holds a turn of the stand-in until the test lets it go on.
struct Gate {
    private let bench: Workbench
    private let name: String

    init(_ bench: Workbench, _ name: String = "gate") {
        self.bench = bench
        self.name = name
    }

    /// What makes a prompt wait at the gate: after the turn's first frame, before its answer.
    var order: String { "[[fake:until \(bench.path)/\(name)]]" }

    func open() throws { try bench.write("", to: name) }
}
