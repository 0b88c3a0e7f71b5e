internal import EventLoop
internal import JSON

/// Reads the CLI's output to its end, serves what it asks, and hands the rest to the consumer.
struct FrameReader: Sendable {
    let process: AgentProcess
    let core: SessionCore
    let server: RequestServer
    let launch: AgentLaunch

    /// Returns when the output has ended, is of no more use, or the task is cancelled; by then everything that waited is told.
    func readToTheEnd() async {
        let failure = await withTaskGroup(of: Void.self) { handlers in
            let failure = await readFrames(&handlers)
            handlers.cancelAll()
            return failure
        }
        core.end(await explain(failure))
    }

    private func readFrames(_ handlers: inout TaskGroup<Void>) async -> AgentError? {
        var lines = ByteLines(process.output, limit: launch.supervision.lineLimit)
        do {
            while let line = try await lines.next() {
                guard let message = try AgentMessage.parse(line: line) else { continue }
                await pass(message, &handlers)
            }
            return nil
        } catch let error as AgentError {
            return error
        } catch let error as IOError where error.code == .tooLong {
            let limit = launch.supervision.lineLimit
            return AgentError(
                .lineTooLong,
                "claude wrote a line of more than \(limit) bytes, the limit of Supervision.lineLimit; raise it or ask for less at once",
                detail: .line(byteCount: limit + 1, limit: limit)
            )
        } catch is CancellationError {
            return AgentError(.cancelled, "the session was cancelled")
        } catch {
            return AgentError(.cliConnection, "claude's output could not be read: \(error)", underlying: error)
        }
    }

    private func pass(_ message: AgentMessage, _ handlers: inout TaskGroup<Void>) async {
        let (requests, changes) = core.receive(message)
        for request in requests { handlers.addTask { await server.serve(request, core) } }
        // State frames are shown to nobody, but the turn's end comes with one.
        guard !message.isControl else { return }
        await core.mailbox.put(SessionEvent(message: message, changes: changes))
    }

    /// What the consumer is told about the end: an error, or nothing when the process ended well.
    private func explain(_ failure: AgentError?) async -> AgentError? {
        if let failure, failure.code == .cancelled { return failure }
        let end = await process.end(failure == nil ? .clean : .prompt)
        if let failure { return failure }
        return end.startFailure(launch.executable) ?? core.failure(onExit: end.facts)
    }
}

extension AgentMessage {
    /// Whether the frame belongs to the control protocol alone.
    var isControl: Bool {
        switch kind {
        case .controlRequest, .controlResponse, .controlCancelRequest, .keepAlive: true
        default: false
        }
    }
}
