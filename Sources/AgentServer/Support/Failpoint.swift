/// A place in the life of a turn at which a test may end the server.
package enum Failpoint: String, Sendable, Hashable, CaseIterable {
    /// A prompt has been taken into its session's queue and is not stored yet.
    case accept
    /// A process is about to be started in a folder of its own.
    case spawn
    /// A new session has been given a spare, and nothing says so yet.
    case claim
    /// It is stored which conversation a new session has.
    case bound
    /// It is stored that a turn has begun; its prompt has not been sent.
    case started
    /// Frames of a turn have come and are not stored yet.
    case frame
    /// The CLI has sent a result that is not stored yet.
    case result
    /// It is stored that a turn waits for somebody's answer.
    case waiting
    /// An answer to a call is stored; the agent has not been told.
    case answered
    /// A process is about to be told to put a call off.
    case postponed
    /// It is stored that a turn has no process any more; the process still lives.
    case parked
    /// It is stored that a process has a parked turn again; it has not been told the answer.
    case continued
    /// A turn's terminal event is stored; its process is still held.
    case ended
    /// A session of /v1 is in its store, and not whole.
    case creating
    /// A change of a session is in its record, and not told.
    case updating
    /// A session's record says that it is archived; what is open in it has not been ended.
    case archiving
    /// What was begun to a session is done, and its record does not say so.
    case settling
    /// A session's record says that it is being removed; what it has is still there.
    case removing
    /// A session's events and folder are gone; its files and its record are not.
    case erased
}
