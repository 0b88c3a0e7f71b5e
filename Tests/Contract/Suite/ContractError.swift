/// Why the contract, or a part of it, could not be found kept.
public struct ContractError: Error, Sendable, CustomStringConvertible {
    /// The kinds that callers tell apart.
    public enum Code: Sendable, Hashable {
        /// The base URL or an option makes no sense.
        case usage
        /// Nobody answers at the base URL.
        case unreachable
        /// The server does not do what the contract says.
        case broken
        /// The requirement says nothing about this server, for example without a token.
        case notApplicable
        /// What was kept between the two halves of the restart check cannot be used.
        case state
    }

    /// What kind it is.
    public let code: Code
    /// What was expected, what came instead.
    public let message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}

/// Fails the requirement unless `condition` holds.
func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(ContractError) {
    if !condition { throw ContractError(.broken, reason()) }
}

/// The value, or a failed requirement when there is none.
func require<T>(_ value: T?, _ reason: @autoclosure () -> String) throws(ContractError) -> T {
    guard let value else { throw ContractError(.broken, reason()) }
    return value
}

/// The beginning of a text, for messages.
func excerpt(_ bytes: some Collection<UInt8>) -> String {
    let text = String(decoding: bytes.prefix(200), as: UTF8.self)
    return bytes.count > 200 ? text + "…" : text
}

/// 1st, 2nd, 3rd, 4th, 11th, 21st: as the offline model counts.
func ordinal(_ number: Int) -> String {
    let isTeen = (11...13).contains(number % 100)
    let endings = [1: "st", 2: "nd", 3: "rd"]
    return "\(number)\(isTeen ? "th" : endings[number % 10] ?? "th")"
}
