internal import JSON

/// Does what the CLI asks of the host: permissions, hooks, in-process MCP servers, questions to the user.
struct RequestServer: Sendable {
    private let hooks: HookRegistry
    private let canUseTool: PermissionHandler?
    private let onElicitation: ElicitationHandler?
    private let onUserDialog: UserDialogHandler?
    private let onHandlerFailure: @Sendable (any Error) -> Void
    private let servers: [String: MCPServer]

    init(_ options: AgentOptions) {
        hooks = HookRegistry(options.hooks)
        canUseTool = options.canUseTool
        onElicitation = options.onElicitation
        onUserDialog = options.onUserDialog
        onHandlerFailure = options.onHandlerFailure
        servers = options.mcpServers.inProcess
    }

    /// Serves one request and hands its answer over. Work that is withdrawn is cancelled and not answered.
    func serve(_ served: ServedRequest, _ core: SessionCore) async {
        await withTaskGroup(of: InboundAnswer?.self) { group in
            group.addTask { await answer(served.request) }
            group.addTask {
                await served.withdrawal.wait()
                return nil
            }
            if let answer = await group.next() ?? nil { core.answer(served.request.requestID, with: answer) }
            group.cancelAll()
        }
    }

    private func answer(_ request: InboundRequest) async -> InboundAnswer {
        do {
            switch request.kind {
            case .canUseTool(let question): return try await decide(question)
            case .hookCallback(let id, let input, _): return try await call(id, input)
            case .mcpMessage(let name, let message): return await pass(message, to: name)
            case .elicitation(let question): return try await ask(question)
            case .requestUserDialog(let dialog): return try await show(dialog)
            case .unknown: return .unsupported(request.subtype)
            }
        } catch {
            if !(error is CancellationError) { onHandlerFailure(error) }
            // The error's own text may hold anything, and the model may come to read it.
            return .failure("the host's handler failed with \(type(of: error))")
        }
    }

    private func decide(_ question: PermissionRequest) async throws -> InboundAnswer {
        guard let canUseTool else { return .unsupported("can_use_tool") }
        return .success(try await canUseTool(question).json(answering: question))
    }

    private func call(_ id: String, _ input: HookInput) async throws -> InboundAnswer {
        guard let hook = hooks.callback(id) else { return .failure("no hook has the id \(id)") }
        return .success(try await hook(input).json)
    }

    private func pass(_ message: JSONValue, to name: String) async -> InboundAnswer {
        guard let server = servers[name] else { return .success(MCPServer.payload(forUnknownServer: name, message: message)) }
        return .success(await server.payload(answering: message))
    }

    private func ask(_ question: ElicitationRequest) async throws -> InboundAnswer {
        guard let onElicitation else { return .success(ElicitationAnswer.decline.json) }
        return .success(try await onElicitation(question).json)
    }

    private func show(_ dialog: UserDialogRequest) async throws -> InboundAnswer {
        guard let onUserDialog else { return .success(UserDialogAnswer.cancelled.json) }
        return .success(try await onUserDialog(dialog).json)
    }
}
