/// Why a turn is ended before its time.
public enum Interruption: String, Sendable, Hashable, CaseIterable {
    /// Somebody asked for it.
    case requested
    /// A later prompt took its place.
    case superseded
    /// Its client left, and nobody came back in time.
    case abandoned
    /// It took longer than a turn may.
    case timedOut = "timed_out"
    /// The server is being shut down.
    case shuttingDown = "shutting_down"
}
