internal import EventLoop

/// Where this process was started.
public enum WorkingDirectory {
    /// Its absolute path.
    ///
    /// - Throws: `CommandError` when it has been removed.
    public static func path() throws(CommandError) -> String {
        do { return try Files.canonical(".") } catch {
            throw CommandError(.noInput, "the working directory is gone (\(error)); change to one that is there")
        }
    }
}
