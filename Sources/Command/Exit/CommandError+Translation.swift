internal import AgentServer
internal import ClaudeAgent
internal import Domain
internal import EventLoop
internal import Glibc
internal import HTTP
internal import Journal
internal import ModelStub

extension CommandError {
    /// What to say and which status to exit with for any error that reaches the top.
    public init(_ error: any Error) {
        switch error {
        case let error as CommandError: self = error
        case let error as AgentError: self.init(Self.code(error), error.message)
        case let error as IOError: self = Self.io(error)
        case let error as ServerError: self.init(Self.code(error), error.message)
        case let error as SessionRefusal: self.init(Self.code(error), error.message)
        case let error as JournalError: self.init(Self.code(error), error.message)
        case let error as DefinitionError: self.init(.configuration, "the agent cannot run here: \(error)")
        case let error as ModelStubError: self.init(error.code == .script ? .data : .usage, error.message)
        case let error as HTTPError: self.init(.io, error.message)
        case is CancellationError: self.init(.temporary, "stopped before it was done")
        default: self.init(.software, "failed in a way that has no words of its own: \(error)")
        }
    }

    private static func code(_ error: AgentError) -> ExitCode {
        switch error.code {
        case .cliNotFound, .unsupportedCapability: .unavailable
        case .invalidOption, .invalidEnvironment, .unsafePath: .configuration
        case .timeout, .tooManyRequests, .cancelled: .temporary
        case .cliConnection, .inputClosed: .io
        case .resultError: code(status: error.result?.apiErrorStatus)
        default: .software
        }
    }

    private static func code(_ error: ServerError) -> ExitCode {
        switch error.code {
        case .dataFolder, .scratchFolder, .credentialRefused: .permission
        case .dataFolderInUse, .sessionEnding, .turnTimedOut, .shuttingDown, .memoryShort: .temporary
        case .sessionFiles, .tooManySessions, .sessionBudget, .sessionSpent, .records: .io
        case .modelAddress, .managedAgents, .vaultKey: .configuration
        case .noResult, .lostCall: .software
        case .noProcess: .temporary
        }
    }

    private static func code(_ error: SessionRefusal) -> ExitCode {
        switch error.code {
        case .unknown: .noInput
        case .busy: .temporary
        case .invalid: .usage
        case .failed: .io
        }
    }

    private static func code(_ error: JournalError) -> ExitCode {
        switch error.code {
        case .inUse: .temporary
        case .newerSchema, .damaged: .data
        case .full, .io: .io
        case .conflict, .fenced, .unknownSession, .closed: .software
        }
    }

    /// By the API's HTTP status: refused keys need somebody, overload goes by.
    private static func code(status: Int?) -> ExitCode {
        switch status {
        case 401, 403: .permission
        case 408, 429, .some(500...): .temporary
        default: .software
        }
    }

    private static func io(_ error: IOError) -> CommandError {
        switch error.errno {
        case EADDRINUSE:
            CommandError(.unavailable, "cannot \(error); another server has it: end that one, or choose another address with --listen")
        case EACCES, EPERM, EROFS: CommandError(.permission, "cannot \(error); give this user the right to, or choose another place")
        case ENOENT: CommandError(.noInput, "cannot \(error)")
        default: CommandError(error.code == .timedOut ? .temporary : .io, "cannot \(error)")
        }
    }
}
