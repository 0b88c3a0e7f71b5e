internal import EventLoop

extension ScratchFolder {
    /// The CLI makes `$TMPDIR/cc-socks/<pid>.sock`, each process has a folder of up to 13 letters, and a socket's path ends at 107 bytes.
    private static let longestPath = 107 - "/cc-socks/4194304.sock".utf8.count - 14

    /// A folder for the scratch files of agent processes, in `temporary` (`TMPDIR`) if sockets can be made there. Blocks.
    ///
    /// - Throws: `ServerError` naming the folder and `TMPDIR`.
    static func forProcesses(in temporary: String?) throws(ServerError) -> ScratchFolder {
        do {
            return try make(in: temporary, limit: longestPath)
        } catch {
            throw ServerError(
                .scratchFolder,
                "no place for scratch files: cannot \(error); set TMPDIR to a folder that this user may write to"
            )
        }
    }
}
