import Testing

/// Shell programs that behave as agents' tools do.
enum Script {
    /// Starts three processes, in the group of the shell, in a session of its own, and twice forked in a session of its own.
    static let family = """
        sh -c 'echo up; exec sleep 1000 >&- 2>&-' & \
        setsid -f sh -c 'echo up; exec sleep 1000 >&- 2>&-'; \
        (setsid sh -c "sh -c 'echo up; exec sleep 1000 >&- 2>&-' & exit" &)
        """

    /// The family, and then the end of the shell at the end of its input.
    static let familyUntilEndOfInput = family + "; read line; exit 3"
}

extension GuardedProgram {
    /// Waits until guardian, shell and the family of three run and the processes between them have gone.
    func waitForFamily() throws {
        for _ in 0..<3 { try #require(output.line() == "up") }
        try #require(eventually { alive().count == 5 }, "\(alive())")
    }
}
