import TestSupport

/// The programs that these tests run.
enum BuiltPrograms {
    static let guardian = BuiltProgram.path("roost-guardian")
    static let roost = BuiltProgram.path("roost")
    static let fakeClaude = BuiltProgram.path("FakeClaude")
    static let faultHost = BuiltProgram.path("FaultHost")
}
