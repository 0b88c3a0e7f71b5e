/// Session ids of the CLI: UUIDs. Choosing one beforehand makes it durable before the first prompt is sent.
public enum SessionIdentifier {
    /// A new id.
    public static func random() -> String { UUIDText.random() }

    /// Whether `text` may be used as an id.
    public static func isValid(_ text: String) -> Bool { UUIDText.isValid(text) }
}
