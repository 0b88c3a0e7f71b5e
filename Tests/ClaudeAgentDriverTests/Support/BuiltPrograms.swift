import TestSupport

/// The programs that these tests run.
enum BuiltPrograms {
    static let guardian = BuiltProgram.path("roost-guardian")
    static let fake = BuiltProgram.path("FakeClaude")
    static let host = BuiltProgram.path("AgentHost")
    static let askOnce = BuiltProgram.path("AskOnce")
    static let conversation = BuiltProgram.path("Conversation")
}
