internal import ClaudeAgent
internal import Domain
internal import Journal
internal import Records

/// What keeps a turn that has its answers from a process: whether it passes with time. Pure.
enum ResumptionFault: Sendable, Hashable {
    /// Others have the processes, or the memory. It has waited for its turn already.
    case shortage
    /// Nothing can be stored.
    case outage
    /// It may pass, or never.
    case uncertain
    /// It is the same whenever it is tried.
    case lasting

    /// What an error says.
    init(_ error: any Error) {
        switch error {
        case is CancellationError: self = .shortage
        case let error as JournalError: self = [.full, .io].contains(error.code) ? .outage : .uncertain
        case let error as RecordError: self = [.full, .io].contains(error.code) ? .outage : .uncertain
        case let error as ServerError: self = Self.fault(error)
        case let error as AgentError: self = Self.fault(error)
        case is DefinitionError: self = .lasting
        default: self = .uncertain
        }
    }

    private static func fault(_ error: ServerError) -> ResumptionFault {
        switch error.code {
        case .noProcess, .memoryShort, .sessionEnding: .shortage
        case .sessionFiles: .outage
        case .lostCall: .lasting
        default: .uncertain
        }
    }

    private static func fault(_ error: AgentError) -> ResumptionFault {
        switch error.code {
        case .invalidOption, .invalidEnvironment, .unsafePath, .unsupportedCapability: .lasting
        default: .uncertain
        }
    }
}
