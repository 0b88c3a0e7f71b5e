internal import Domain
internal import EventLoop
internal import JSON
internal import Synchronization
internal import Telemetry

/// What a session's agent finds in its workspace, and leaves there.
extension SessionHost {
    private static let mostNotes = 5

    /// Lays out what a turn is to find. What an earlier one has left and nobody has taken in comes first.
    ///
    /// - Throws: `ServerError` naming the file, what the directory throws.
    func layOut(_ contents: WorkspaceContents, for turn: TurnID, _ workspace: Workspace) async throws {
        try await takeIn(workspace)
        let id = id
        let obstacles = try await BlockingExecutor.shared.run {
            do { return try workspace.lay(contents) } catch let error as IOError {
                throw ServerError(.sessionFiles, "the workspace of session \(id) cannot be laid out: \(error)")
            }
        }
        for obstacle in obstacles.prefix(Self.mostNotes) {
            logger.warning("something is in the way of what belongs in the workspace", [("error", .string("\(obstacle)"))])
        }
        state.withLock { if $0.current?.id == turn { $0.workspace = workspace } }
    }

    /// Takes in what a turn has left, before the next one begins. What cannot be taken in now is when that one is.
    func lookThrough(_ workspace: Workspace) async {
        do { try await takeIn(workspace) } catch {
            logger.error("what a turn has left in its workspace could not be taken in", [("error", .string("\(error)"))])
        }
    }

    private func takeIn(_ workspace: Workspace) async throws {
        let (changes, seen) = await BlockingExecutor.shared.perform { workspace.changes() }
        guard !changes.isEmpty else { return }
        let left = try await services.directory.take(changes, of: id)
        for memory in left.prefix(Self.mostNotes) {
            logger.warning("a memory cannot be kept and stays in the workspace", [("path", .string("\(memory.path.prefix(200))"))])
        }
        try await BlockingExecutor.shared.run { try workspace.note(seen, leaving: left) }
    }
}
