internal import EventLoop

/// One session's folder, taken by this server: nobody else's process writes to it for as long as the lock is held.
struct SessionPlace: Sendable {
    /// The conversation it is for.
    let binding: SessionBinding
    /// What a process may call its own. The temporary folder is another one for each process.
    let folders: LaunchFolders
    /// Held too by the guardians of the processes that work in it.
    let lock: FileLock
}
