internal import HTTP

/// Why something asked about sessions was not done. The message says what failed, on what, why, and what to do next.
public struct SessionRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kinds.
    public enum Code: Sendable, Hashable, CaseIterable {
        /// There is no such session.
        case unknown
        /// A turn of the session runs or waits.
        case busy
        /// The request makes no sense.
        case invalid
        /// Reading or writing failed, or something took too long.
        case failed
    }

    /// The kind.
    public let code: Code
    /// What to read.
    public let message: String

    /// A refusal.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

extension SessionRefusal {
    static func unknown(_ session: some CustomStringConvertible) -> SessionRefusal {
        SessionRefusal(.unknown, "there is no session \(session); roost session ls lists them")
    }

    /// How it goes over the wire.
    var status: HTTPStatus {
        switch code {
        case .unknown: .notFound
        case .busy: .conflict
        case .invalid: .badRequest
        case .failed: .internalServerError
        }
    }

    /// What an answer of the administration socket says that is no success.
    init(_ status: HTTPStatus, _ message: String) {
        self.init(Code.allCases.first { SessionRefusal($0, "").status == status } ?? .failed, message)
    }
}
