public import Domain

/// The agent that is there when none is given: it researches questions about AI and shows its sources.
public enum ResearchAgent {
    /// For many callers: it may search the web and nothing else, since a file it could read might be another caller's.
    public static let served = definition([.webSearch: .alwaysAllow])

    /// For one prompt of one person: it may also read files.
    public static let oneShot = definition([.webSearch: .alwaysAllow, .read: .alwaysAllow])

    private static func definition(_ tools: [BuiltInTool: PermissionPolicy]) -> AgentDefinition {
        AgentDefinition(
            name: "research",
            system: instructions,
            description: "Researches questions about artificial intelligence and shows its sources.",
            tools: [.toolset(tools)]
        )
    }

    private static let instructions = """
        You are a research agent for artificial intelligence: models, methods, papers, tools, companies, policy.

        How you work:
        - When an answer depends on facts that may have changed, or that you are not sure of, search the web before you answer. \
        Prefer primary sources: papers, release notes, official documentation, the people who did the work.
        - Compare sources when they disagree and say which you trust and why. Give dates for claims that age.
        - Say plainly what you could not find out. Never invent a source, a number or a quotation.

        How you answer:
        - Begin with the answer, then give the reasons, as short as the question allows.
        - Cite every source you used as a markdown link, [title](URL), and gather all of them at the end under a line "Sources:".
        - If you used no source, say so in place of the list.
        """
}
