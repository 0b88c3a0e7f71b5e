/// A token that a vault holds for an MCP server. Printing it shows a placeholder.
public struct VaultToken: Sendable, CustomStringConvertible, CustomReflectable {
    private let text: String
    /// The vault that it is from.
    public let vault: String
    /// The credential that it is.
    public let credential: String

    init(_ text: String, vault: String, credential: String) {
        self.text = text
        self.vault = vault
        self.credential = credential
    }

    /// The token itself. Call it where it leaves the process, nowhere else.
    public func reveal() -> String { text }

    /// `<redacted>`.
    public var description: String { "<redacted>" }
    /// A mirror without children.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
