public import Journal

/// Where a journal can be opened, and opened again.
public protocol JournalPlace: Sendable {
    /// Whether what was written is there when the journal is opened again.
    var isDurable: Bool { get }
    /// Opens it.
    func open() async throws -> any Journal
}

/// A journal does not keep its contract.
public struct ContractBreach: Error, CustomStringConvertible {
    /// What was seen.
    public let description: String
}

/// Throws unless the condition holds.
func hold(_ condition: Bool, _ complaint: @autoclosure () -> String, line: Int = #line) throws {
    if !condition { throw ContractBreach(description: "line \(line): \(complaint())") }
}

/// The error that `body` throws.
func failure(_ body: () async throws(JournalError) -> Void) async throws -> JournalError {
    do throws(JournalError) { try await body() } catch { return error }
    throw ContractBreach(description: "no error was thrown")
}
