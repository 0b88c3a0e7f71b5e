import JSON

/// A command that goes on after its turn and, when it is done, starts a turn that nobody asked for.
struct BackgroundTask {
    let number: Int
    /// What the turn that it starts does besides.
    var orders = ""
    private let id = "fake" + String(UUID.random().prefix(8))
    private let run = UUID.random()

    private func ids(_ subtype: String) -> JSONObject {
        ["type": "system", "subtype": .string(subtype), "task_id": .string(id), "run_id": .string(run)]
    }

    private var toolUseID: JSONValue { .string("toolu_" + id) }

    /// Told during the turn that starts it.
    func start(in turn: Turn) throws {
        let task: JSONValue = [
            "task_id": .string(id), "run_id": .string(run), "task_type": "local_bash", "description": .string("task \(number)"),
        ]
        turn.program.send(Self.listing([task], turn.sessionID))
        let members: JSONObject = [
            "tool_use_id": toolUseID, "description": .string("task \(number)"), "is_backgrounded": true, "task_type": "local_bash",
        ]
        try turn.sendTagged(ids("task_started").merging(members))
    }

    /// Told when it is done, with the turn that follows.
    func finish(in program: Program) throws {
        let session = program.conversation.id
        let patch: JSONValue = ["status": "completed", "end_time": .number(JSONNumber(Moment.wallClock))]
        program.send(Frame.tagged(ids("task_updated").merging(["patch": patch]), session))
        let news: JSONObject = [
            "tool_use_id": toolUseID, "status": "completed", "output_file": "/dev/null", "summary": .string("task \(number) completed"),
        ]
        program.send(Frame.tagged(ids("task_notification").merging(news), session))
        program.send(Self.listing([], session))
        try program.runTurn(.background("background \(number) \(orders)", run: run))
    }

    /// The list of what is running, which replaces earlier ones.
    static func listing(_ tasks: [JSONValue], _ sessionID: String) -> JSONObject {
        Frame.tagged(["type": "system", "subtype": "background_tasks_changed", "tasks": .array(tasks)], sessionID)
    }
}
