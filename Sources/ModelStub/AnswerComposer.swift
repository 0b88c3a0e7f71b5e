import JSON

/// Turns one step of a plan into content blocks.
struct AnswerComposer {
    let request: StubRequest
    let conversation: Conversation
    var identifiers: StubIdentifiers
    private(set) var blocks: [ContentBlock] = []

    init(request: StubRequest, conversation: Conversation, identifiers: StubIdentifiers) {
        self.request = request
        self.conversation = conversation
        self.identifiers = identifiers
    }

    /// Quotes the tool results that came in, then does what the step says.
    mutating func compose(_ step: AnswerPlan.Step) {
        for result in conversation.results {
            add(text: MemoryAnswer.text(for: result))
        }
        nameSources()
        for item in step.items {
            add(item)
        }
        if blocks.isEmpty { add(text: "There is nothing to answer.") }
    }

    /// A summary, or a word on what the CLI said by itself.
    mutating func compose(text: String) {
        add(text: text)
    }

    private mutating func add(_ item: AnswerPlan.Item) {
        switch item {
        case .memory(let prompt): add(text: MemoryAnswer.text(for: prompt, first: conversation.first ?? prompt.text))
        case .directive(let directive): add(directive)
        }
    }

    private mutating func add(_ directive: Directive) {
        switch directive {
        case .tool(let name, let input), .also(let name, let input): addCall(name, input)
        case .search(let query): addSearch(query)
        case .think(let text): blocks.append(.thinking(text, signature: identifiers.next("sig")))
        case .text(let text): add(text: text)
        case .size(let bytes): add(text: Self.filler(bytes))
        case .echoSystem: add(text: request.systemText)
        case .echoTools: add(text: request.tools.map(\.name).joined(separator: ", "))
        case .remember: remember()
        case .later, .slow, .stall, .chunks, .usage, .stop, .refuse, .fault: break
        }
    }

    private mutating func addCall(_ name: String, _ input: JSONObject) {
        blocks.append(.toolUse(id: identifiers.next("toolu"), name: name, input: input))
    }

    /// The order of the real answer: the call, its results, cited sentences. The last block stands for the whole, because the
    /// CLI takes it alone as the turn's result.
    private mutating func addSearch(_ query: String) {
        let hits = SearchHit.list(for: query)
        let id = identifiers.next("srvtoolu")
        let input = JSONObject([("query", .string(query))])
        blocks.append(.serverToolUse(id: id, name: "web_search", input: input))
        blocks.append(.searchResult(toolUseID: id, hits: hits))
        blocks.append(.text("The pages say: "))
        for hit in hits {
            blocks.append(.text(hit.excerpt + " ", citations: [hit]))
        }
        let sources = SearchHit.sources(hits.map { ($0.title, $0.url) })
        blocks.append(.text("Three pages were found for \(MemoryAnswer.quoted(query)).\n\n\(sources)"))
    }

    private mutating func nameSources() {
        let links = conversation.results.flatMap { SearchLinks.found(in: $0.text) }
        if !links.isEmpty { add(text: SearchHit.sources(links)) }
    }

    private mutating func remember() {
        guard let prompt = conversation.prompts.last else { return }
        add(.memory(prompt))
    }

    /// Texts that follow each other become one block, as a model writes them.
    private mutating func add(text: String) {
        guard case .text(let before, let citations)? = blocks.last, citations.isEmpty else {
            blocks.append(.text(text))
            return
        }
        blocks[blocks.count - 1] = .text(before + "\n\n" + text)
    }

    /// Exactly so many bytes of ASCII.
    private static func filler(_ bytes: Int) -> String {
        let pattern = Array("These words only fill the size that was asked for. ".utf8)
        return String(decoding: (0..<bytes).lazy.map { pattern[$0 % pattern.count] }, as: UTF8.self)
    }
}
