import Command

extension VerbCall {
    /// `roost demo`.
    func demo() async throws {
        throw CommandError(.software, "not yet")
    }
}
