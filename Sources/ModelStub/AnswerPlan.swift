/// What a turn's prompts ask for, cut into steps: one request of the CLI is answered by one step.
///
/// A step ends with a tool call, because the model has to wait for its result.
struct AnswerPlan: Hashable {
    /// One piece of an answer.
    enum Item: Hashable {
        case directive(Directive)
        case memory(Conversation.Prompt)
    }

    /// One answer.
    struct Step: Hashable {
        var items: [Item] = []
        var stall: Duration = .zero
        var gap: Duration = .zero
        var chunks: Int?
        var usage: UsageOverride?
        var stop: String?
        var faults: [Fault] = []

        /// The stop reason of a model that declines to answer.
        static let refusal = "refusal"

        var callsTool: Bool {
            items.contains { if case .directive(.tool) = $0 { true } else { false } }
        }

        /// The next step keeps the pace and the usage; what goes wrong is said for each step anew.
        var following: Self { Self(gap: gap, chunks: chunks, usage: usage) }
    }

    private(set) var steps = [Step()]

    /// Adds one prompt of the turn.
    mutating func add(_ directives: [Directive]) {
        for directive in directives {
            add(directive)
        }
    }

    /// Adds a piece that no directive asked for.
    mutating func add(_ item: Item) {
        startStepAfterTool()
        steps[steps.count - 1].items.append(item)
    }

    /// The step that answers after so many tool steps; an empty one when the plan is done.
    func step(after toolSteps: Int) -> Step {
        if toolSteps < steps.count { return steps[toolSteps] }
        return steps.last?.following ?? Step()
    }

    private mutating func add(_ directive: Directive) {
        if case .also(let name, let input) = directive {
            return addCall(.tool(name: name, input: input))
        }
        startStepAfterTool()
        guard !directive.isContent else { return steps[steps.count - 1].items.append(.directive(directive)) }
        set(directive)
    }

    /// A further call of the same step.
    private mutating func addCall(_ call: Directive) {
        steps[steps.count - 1].items.append(.directive(call))
    }

    private mutating func startStepAfterTool() {
        guard let last = steps.last, last.callsTool else { return }
        steps.append(last.following)
    }

    private mutating func set(_ directive: Directive) {
        let last = steps.count - 1
        switch directive {
        case .slow(let gap): steps[last].gap = gap
        case .stall(let wait): steps[last].stall = wait
        case .chunks(let count): steps[last].chunks = count
        case .usage(let usage): steps[last].usage = usage
        case .stop(let reason): steps[last].stop = reason
        case .refuse: steps[last].stop = Step.refusal
        case .fault(let fault): steps[last].faults.append(fault)
        default: break
        }
    }
}
