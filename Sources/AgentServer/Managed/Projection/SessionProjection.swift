internal import Domain
internal import JSON
internal import Journal

/// The /v1 events of a session: a fold over its journal. Pure, so that lists and streams, now and after any restart, show the same.
///
/// The state is small; whoever reads a journal from its middle goes on from one that was kept (`ProjectionCheckpoints`).
struct SessionProjection: Sendable, Hashable {
    /// What the session does as far as clients are told.
    enum Status: String, Sendable, Hashable, CaseIterable { case idle, running, rescheduling, terminated }

    /// A prompt that has been accepted and not been shown as taken in.
    struct Prompt: Sendable, Hashable {
        let uuid: String
        let content: JSONValue
        /// The number of the entry by which it was taken in.
        let accepted: Int
    }

    /// An interrupt that has been asked for and not been applied.
    struct Interrupt: Sendable, Hashable {
        let uuid: String
        /// The number of the entry by which it was taken in.
        let accepted: Int
    }

    /// A turn that is not over.
    struct Turn: Sendable, Hashable {
        let id: TurnID
        var prompt: Prompt?
        var hasBegun = false
    }

    /// A call of a tool that has no result yet.
    struct Call: Sendable, Hashable {
        let id: String
        let tool: ManagedTools.Tool
        /// Whether it waits for a person's word.
        let asks: Bool
        /// The subagent's thread that made it; `nil` for the primary one.
        var thread: String?
        /// Whether the client has said what it has to say about it.
        var isAnswered = false
    }

    let ids: ManagedEventID
    var agentName: String
    var tools: ManagedTools
    var budget: JSONValue?
    /// The number of the entry by which the agent was changed last; `nil` for the first agent.
    var agentChange: Int?
    var status = Status.idle
    var usage = ProjectedUsage()
    /// Turns without an end, in order.
    var turns: [Turn] = []
    /// Interrupts that have been asked for and not been applied, in order.
    var interrupts: [Interrupt] = []
    /// Calls without a result, in order.
    var calls: [Call] = []
    /// The calls that the session waits for, by the model's ids; `nil` when it does not wait.
    var waiting: [String]?
    /// The model's message that is being written.
    var message: OpenMessage?
    /// The request that has been announced and not ended.
    var request: OpenRequest?
    /// What the present turn has come to.
    var result: JSONObject?
    /// What the CLI has said of the model's refusal in the present turn.
    var refusal: JSONObject?
    /// Subagents, in the order of their beginnings.
    var children: [ChildThread] = []
    /// The thread whose events it gives; `nil` for the primary one. All else is the same for all of them.
    var view: String?
    /// MCP servers that have been reported as out of order.
    var brokenServers: Set<String> = []

    /// The time of the last event that it gave.
    private(set) var lastTime: Int64 = 0
    /// The number of the last entry that was taken in.
    private(set) var number = 0
    /// The time of that entry.
    private(set) var time: Int64 = 0
    private var emitted: [ManagedEvent] = []

    /// The projection of a session before its first entry.
    init(_ subject: ProjectionSubject) {
        ids = ManagedEventID(session: subject.session)
        agentName = subject.agentName
        tools = subject.tools
        budget = subject.budget
        view = subject.thread
    }

    /// The projection of a session after an entry, of which no more is said than the times.
    init(_ subject: ProjectionSubject, after number: Int, at time: Int64, lastTime: Int64) {
        self.init(subject)
        (self.number, self.time, self.lastTime) = (number, time, lastTime)
    }

    /// Takes in the next entry; gives the events that it makes.
    mutating func apply(_ event: JournalEvent) -> [ManagedEvent] {
        (number, time) = (event.number, event.time)
        emitted = []
        take(event)
        defer { emitted = [] }
        return emitted.filter { $0.thread == view }
    }

    private mutating func take(_ event: JournalEvent) {
        let body = (try? JSONValue(parsing: event.body))?.object ?? JSONObject()
        switch event.kind {
        case .promptAccepted: accepted(event, body)
        case .turnStarted: if let turn = event.turn { begin(turn) }
        case .frame: take(frame: body)
        case .turnWaiting: wait(body)
        case .callAnswered: answered(body)
        case .interruptRequested: interruptRequested(event, body)
        case .turnEnded: if let turn = event.turn { end(turn, TurnEnding(event)) }
        case .sessionUpdated: updated(body)
        case .sessionTerminated: terminate()
        default: break
        }
    }

    /// Adds an event whose name says its place alone; gives its id.
    @discardableResult
    mutating func emit(_ type: String, _ fields: JSONObject = JSONObject(), in thread: String? = nil) -> String {
        emit(type, id: ids.entry(EventPosition(entry: number, index: emitted.count)), fields, in: thread)
    }

    /// Adds an event.
    @discardableResult
    mutating func emit(
        _ type: String,
        id: String,
        _ fields: JSONObject = JSONObject(),
        in thread: String? = nil,
        accepted: Int? = nil
    ) -> String {
        lastTime = max(time, lastTime + 1)
        let position = EventPosition(entry: number, index: emitted.count)
        var event = ManagedEvent(id: id, type: type, time: lastTime, position: position, fields: fields)
        (event.thread, event.accepted) = (thread, accepted)
        emitted.append(event)
        return id
    }

    /// Whether a turn runs or is about to; one that waits for a person does not.
    var isBusy: Bool { !turns.isEmpty && waiting == nil }

    /// What clients have sent and the session has not taken in, in order.
    var queued: [ManagedEvent] {
        guard view == nil else { return [] }
        let prompts = turns.compactMap(\.prompt).map { queued("user.message", $0.uuid, ["content": $0.content], $0.accepted) }
        let interrupts = interrupts.map { queued("user.interrupt", $0.uuid, [:], $0.accepted) }
        return (prompts + interrupts).sorted { $0.position < $1.position }
    }

    private func queued(_ type: String, _ uuid: String, _ fields: JSONObject, _ accepted: Int) -> ManagedEvent {
        let position = EventPosition(entry: EventPosition.queue, index: accepted)
        return ManagedEvent(id: ids.sent(uuid), type: type, time: nil, position: position, fields: fields, accepted: accepted)
    }
}
