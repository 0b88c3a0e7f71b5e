/// What one check of `roost doctor` has found.
public struct DoctorFinding: Sendable, Hashable {
    /// How bad it is.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// All is well.
        case ok
        /// It works, with a drawback that one should know of.
        case warning
        /// Something will not work.
        case failed
        /// It was not looked at.
        case skipped
    }

    /// What was looked at, in one word.
    public let check: String
    /// How bad it is.
    public let status: Status
    /// What was found, and what to do about it.
    public let message: String

    init(_ check: String, _ status: Status, _ message: String) {
        self.check = check
        self.status = status
        self.message = message
    }

    /// What a check comes to that throws.
    init(_ check: String, failed error: any Error) { self.init(check, .failed, CommandError(error).message) }
}
