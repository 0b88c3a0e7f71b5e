internal import Domain

/// What an agent is told about its workspace. Agents without memory stores are told the same, so that they can share spares. Pure.
enum WorkspaceNotes {
    /// A memory store as the agent is told of it.
    struct Memory: Sendable, Hashable {
        let slug: String
        let description: String
        let isReadOnly: Bool
        let instructions: String?
    }

    /// The lines.
    static func text(_ memories: [Memory] = []) -> String {
        let places = """
            Paths that begin with /mnt/session or /mnt/memory mean the folders mnt/session and mnt/memory of your working directory; use \
            them as relative paths. Files that you are given are in mnt/session/uploads. Put files that are to be handed over into \
            mnt/session/outputs.
            """
        return ([places] + memories.map(line)).joined(separator: "\n")
    }

    private static func line(_ memory: Memory) -> String {
        let access = memory.isReadOnly ? "do not change it" : "what you write there is kept for later sessions"
        let texts = [memory.description, memory.instructions ?? ""].filter { !$0.isEmpty }
        return (["mnt/memory/\(memory.slug) is a memory store: \(access)."] + texts).joined(separator: " ")
    }
}
