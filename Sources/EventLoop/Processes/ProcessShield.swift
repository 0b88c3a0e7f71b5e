internal import CLinux

/// What other processes of the same user may see of this one.
public enum ProcessShield {
    /// Keeps other processes of the same user from this one's environment and memory, by /proc or a debugger (prctl(2),
    /// PR_SET_DUMPABLE). Programs started later are not concerned. There are no core dumps from then on.
    ///
    /// Call it after the environment has been read: to a plain user the kernel no longer shows it.
    /// - Throws: `IOError` when the kernel refuses.
    public static func raise() throws {
        let failure = roost_hide_memory()
        guard failure == 0 else { throw IOError(.system(failure), "keep this process's memory from other processes") }
    }
}
