internal import Domain
internal import HTTP
internal import Journal

/// How a prompt that is not taken is answered.
struct TurnRefusal: Sendable {
    let status: HTTPStatus
    let detail: String
    /// Further fields of the answer.
    var fields: [(String, String)] = []

    /// - Throws: What is no refusal.
    init(_ error: any Error) throws {
        switch error {
        case SessionTurns.Refusal.full: self.init(.tooManyRequests, "too many turns of this session are waiting", retry: true)
        case SessionTurns.Refusal.busy: self.init(.conflict, "a turn of this session is running or waiting", retry: true)
        case SessionTurns.Refusal.closed: self.init(.serviceUnavailable, ServerError.shuttingDown.message, retry: true)
        case SessionTurns.Refusal.leaving:
            self.init(.conflict, "the session is being changed or removed; ask again in a moment", retry: true)
        case is OpenTurnCount.Full: self.init(.serviceUnavailable, "too many turns are waiting", retry: true)
        case let error as ServerError where error.code == .tooManySessions: self.init(.insufficientStorage, error.message)
        case let error as ServerError where error.code == .memoryShort: self.init(.serviceUnavailable, error.message, retry: true)
        case let error as ServerError where error.code == .sessionBudget: self.init(.paymentRequired, error.message)
        case let error as ServerError where error.code == .sessionSpent: self.init(.forbidden, error.message)
        case let error as ServerError where error.code == .sessionFiles:
            self.init(.internalServerError, "the files of this session cannot be used; the server's log says more")
        case let error as JournalError where error.code == .closed:
            self.init(.serviceUnavailable, ServerError.shuttingDown.message, retry: true)
        case is JournalError:
            self.init(.insufficientStorage, "the prompt could not be stored, and was not taken; the server's log says more", retry: true)
        default: throw error
        }
    }

    private init(_ status: HTTPStatus, _ detail: String, retry: Bool = false) {
        self.status = status
        self.detail = detail
        if retry { fields = [("Retry-After", "5")] }
    }
}
