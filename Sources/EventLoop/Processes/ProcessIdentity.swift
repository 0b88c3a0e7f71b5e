internal import Glibc

/// Who this process is.
public enum ProcessIdentity {
    /// The process id.
    public static var processID: Int32 { getpid() }

    /// The effective user's id.
    public static var userID: UInt32 { geteuid() }
}
