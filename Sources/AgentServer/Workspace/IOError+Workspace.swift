internal import EventLoop
internal import Glibc

extension IOError {
    private static let causes = [EACCES, EEXIST, EINVAL, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, EPERM]

    /// Whether it may come of whatever an agent does with its files, and so is no reason to end a turn.
    var mayBeAnAgents: Bool { code == .tooLong || Self.causes.contains(errno ?? 0) }
}

extension [IOError] {
    /// Does something, or notes why an agent's files are in the way of it; true when it is done.
    mutating func collect(_ work: () throws -> Void) throws -> Bool {
        do {
            try work()
            return true
        } catch let error as IOError where error.mayBeAnAgents {
            append(error)
            return false
        }
    }
}
