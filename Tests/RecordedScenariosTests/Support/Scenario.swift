import Testing

/// Something that a host does with the program, from start to end.
struct Scenario: Sendable, CustomTestStringConvertible {
    /// The name of its recording.
    let name: String
    /// Frames that race with the program's end, whether or not they were seen to lose.
    let racing: Set<String>
    let play: @Sendable (Stage) async throws -> Void

    init(_ name: String, racing: Set<String> = [], _ play: @escaping @Sendable (Stage) async throws -> Void) {
        self.name = name
        self.racing = racing
        self.play = play
    }

    var testDescription: String { name }

    /// Plays it once.
    func take(with program: Program) async throws -> Take {
        try await Turnstile.claude.pass {
            try await Stage.play(program) { stage in
                try await play(stage)
                FrameDump.keep(stage.processes, of: name)
                return Take(stage.processes)
            }
        }
    }

    static let all = conversations + tools + permissions + hooks + endings + controls + failures
}
