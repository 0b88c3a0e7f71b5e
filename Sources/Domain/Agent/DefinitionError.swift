/// Why a definition is refused: which field, and what is wrong with it.
public struct DefinitionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Path of the field, for example `tools[0].configs[1].name`.
    public let field: String
    /// What is wrong and what would be right.
    public let problem: String

    /// Refuses `field`.
    public init(_ field: String, _ problem: String) {
        self.field = field
        self.problem = problem
    }

    /// `field: problem`.
    public var description: String { "\(field): \(problem)" }
}
