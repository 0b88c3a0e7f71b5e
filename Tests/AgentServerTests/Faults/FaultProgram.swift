import EventLoop
import Synchronization
import TestSupport

/// A running `FaultHost`, which is killed or asked to stop.
final class FaultProgram: Sendable {
    /// Where it is to stop by itself, to be killed there.
    struct Place: Sendable, Hashable, CustomStringConvertible {
        let entry: KillPlaces.Entry
        let hit: Int

        var description: String { "\(entry.point) \(hit)" }
    }

    private struct State {
        var port: Int?
        var isReached = false
        var hasEnded = false
    }

    private let child: ChildProcess
    private let state = Mutex(State())

    private init(_ child: ChildProcess) { self.child = child }

    /// Runs it on a data folder while `body` does; it is killed afterwards if it has not ended.
    static func run<T: Sendable>(
        in bench: Workbench,
        claude: String,
        at place: Place? = nil,
        on loop: EventLoop,
        _ body: @escaping @Sendable (FaultProgram) async throws -> T
    ) async throws -> T {
        var command = ProcessCommand(
            executable: BuiltPrograms.faultHost,
            arguments: [bench.data, claude, BuiltPrograms.guardian] + (place.map { [$0.entry.point, "\($0.hit)"] } ?? []),
            environment: ["PATH": "/usr/bin:/bin", "HOME": bench.path]
        )
        command.pipesStandardError = false
        let program = FaultProgram(try await ChildProcess.spawn(command, on: loop))
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await program.listen() }
            let result: Result<T, any Error>
            do { result = .success(try await body(program)) } catch { result = .failure(error) }
            await program.kill()
            try await tasks.waitForAll()
            program.child.closeStreams()
            return try result.get()
        }
    }

    private func listen() async {
        var lines = ByteLines(child.standardOutput, limit: 4096)
        while let bytes = try? await lines.next() {
            let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
            state.withLock { state in
                if words.first == "listening" { state.port = words.last.flatMap { Int($0) } }
                if words.first == "reached" { state.isReached = true }
            }
        }
        state.withLock { $0.hasEnded = true }
    }

    /// Whether the thread at the failpoint has stopped.
    var isReached: Bool { state.withLock(\.isReached) }

    /// Whether it says nothing any more.
    var hasEnded: Bool { state.withLock(\.hasEnded) }

    /// Its address, as soon as it listens; none when it has stopped at its failpoint before, or ended.
    func address() async -> SocketAddress? {
        let came = await eventually(within: .seconds(60)) { isReached || hasEnded || state.withLock(\.port) != nil }
        guard came else { return nil }
        return state.withLock(\.port).map { .ipv4(host: "127.0.0.1", port: $0) }
    }

    /// Ends it as a failing machine would.
    func kill() async {
        child.send(signal: 9)
        _ = await child.exitStatus(within: .seconds(60))
    }

    /// Asks it to end, and says whether it did so well.
    func stop() async -> Bool {
        child.send(signal: 15)
        return await child.exitStatus(within: .seconds(60)) == .exited(0)
    }
}
