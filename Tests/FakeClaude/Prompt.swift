import JSON

/// What the host said: one `user` frame, or several that were merged into one turn.
struct Prompt {
    let text: String
    /// The ids that the host gave, none when it gave none.
    let uuids: [String]
    let isVerbatim: Bool

    init(_ frame: JSONValue) {
        let content = frame["message"]?["content"]
        text = content?.string ?? (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
        uuids = [frame["uuid"]?.string].compactMap(\.self)
        isVerbatim = frame["client_composed"]?.bool ?? false
    }

    private init(text: String, uuids: [String], isVerbatim: Bool) {
        self.text = text
        self.uuids = uuids
        self.isVerbatim = isVerbatim
    }

    /// Prompts that waited together go into one turn.
    static func merged(_ prompts: [Prompt]) -> Prompt {
        Prompt(
            text: prompts.map(\.text).joined(separator: "\n"),
            uuids: prompts.flatMap(\.uuids),
            isVerbatim: prompts.allSatisfy(\.isVerbatim)
        )
    }

    /// A turn that nobody asked for.
    static func background(_ text: String) -> Prompt {
        Prompt(text: text, uuids: [], isVerbatim: true)
    }
}
