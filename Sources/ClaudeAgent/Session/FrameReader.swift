internal import EventLoop
internal import JSON

/// Reads the CLI's output to its end, serves what it asks, and hands the rest to the consumer.
struct FrameReader: Sendable {
    let process: AgentProcess
    let core: SessionCore
    let server: RequestServer
    let launch: AgentLaunch

    /// Returns when the output has ended, is of no more use, or the task is cancelled, and every handler has returned.
    ///
    /// Whatever waited is told as soon as the process has ended: a handler that does not heed its cancellation delays nobody else.
    func readToTheEnd() async {
        await withDiscardingTaskGroup { handlers in
            let failure = await readFrames(&handlers)
            handlers.cancelAll()
            await tell(failure)
        }
    }

    private func readFrames(_ handlers: inout DiscardingTaskGroup) async -> AgentError? {
        var lines = ByteLines(process.output, limit: launch.supervision.lineLimit)
        do {
            while let line = try await lines.next() {
                let message = lines.isAtEnd ? AgentMessage.parse(tail: line) : try AgentMessage.parse(line: line)
                if let message { try await pass(message, &handlers) }
            }
            return nil
        } catch let error as AgentError {
            return error
        } catch let error as IOError where error.code == .tooLong {
            return .lineTooLong(limit: launch.supervision.lineLimit)
        } catch is CancellationError {
            return AgentError(.cancelled, "the session was cancelled")
        } catch {
            return AgentError(.cliConnection, "claude's output could not be read: \(error)", underlying: error)
        }
    }

    private func pass(_ message: AgentMessage, _ handlers: inout DiscardingTaskGroup) async throws {
        let (requests, changes) = core.receive(message)
        for request in requests { handlers.addTask { await server.serve(request, core) } }
        if case .controlRequest = message.kind { try await core.writer.checkAnswers() }
        guard !message.isControl else { return }
        await core.mailbox.put(SessionEvent(message: message, changes: changes))
    }

    /// Tells the consumer and whoever waits for an answer about the end: an error, or nothing when the process ended well.
    private func tell(_ failure: AgentError?) async {
        if let failure, failure.code == .cancelled { return core.end(failure, gone: failure) }
        let end = await process.end(failure == nil ? .clean : .prompt)
        let reason = failure ?? end.startFailure(launch.executable) ?? core.failure(onExit: end.facts)
        core.end(reason, gone: reason ?? .gone(end.facts))
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

extension AgentError {
    static func lineTooLong(limit: Int) -> AgentError {
        AgentError(
            .lineTooLong,
            "claude wrote a line of more than \(limit) bytes, the limit of Supervision.lineLimit; raise it or ask for less at once",
            detail: .line(byteCount: limit + 1, limit: limit)
        )
    }

    /// What is asked of a process that has ended well gets this.
    static func gone(_ process: ProcessFailure) -> AgentError {
        AgentError(.cliConnection, "the agent process has ended; start another one", detail: .process(process))
    }
}
