import EventLoop
import Testing

/// The programs as built, or copies where every user may run them and folders that every user may write to.
struct PublicPrograms: Sendable {
    let host: String
    let guardian: String
    let fake: String

    static let built = PublicPrograms(host: BuiltPrograms.host, guardian: BuiltPrograms.guardian, fake: BuiltPrograms.fake)

    static func copy(to place: Workplace, on loop: EventLoop) async throws -> PublicPrograms {
        let folder = place.root + "/programs"
        try await run(["/usr/bin/install", "-d", "-m", "755", folder], on: loop)
        let sources = [BuiltPrograms.host, BuiltPrograms.guardian, BuiltPrograms.fake]
        try await run(["/usr/bin/install", "-m", "755"] + sources + [folder], on: loop)
        try await run(["/bin/chmod", "777", place.root], on: loop)
        return PublicPrograms(host: folder + "/AgentHost", guardian: folder + "/roost-guardian", fake: folder + "/FakeClaude")
    }

    private static func run(_ words: [String], on loop: EventLoop) async throws {
        let child = try await ChildProcess.spawn(ProcessCommand(executable: words[0], arguments: Array(words.dropFirst())), on: loop)
        defer { child.closeStreams() }
        try #require(try await child.waitForExit() == .exited(0), "\(words) failed")
    }
}
