internal import AgentServer
internal import Domain
internal import JSON

extension SessionCommand {
    /// `roost session rm`: as many as can be; then the first failure's words and status.
    ///
    /// - Throws: `CommandError`, and what `SessionAccess` throws.
    public func remove() async throws {
        let sessions = try sessions()
        let isForced = try values.isOn(.force)
        try await ask(sessions)
        var report = RemovalReport()
        let failures = try await withSessions { access in
            var failures: [SessionRefusal] = []
            for session in sessions {
                do throws(SessionRefusal) {
                    report.add(try await Self.remove(session, isForced, access))
                } catch { failures.append(error) }
            }
            return failures
        }
        try await write(report)
        for failure in failures.dropFirst() { talk.say(CommandError(failure).line) }
        if let failure = failures.first { throw failure }
    }

    /// `roost session prune`.
    ///
    /// - Throws: `CommandError`, and what `SessionAccess` throws.
    public func prune() async throws {
        let age = try values.duration(.olderThan, .zero...(.seconds(36_500 * 86_400)))
        let bounds = SessionRequest.Bounds(age: age.map { Int($0.components.seconds) }, byteLimit: try values.size(.pruneBytes))
        guard bounds != SessionRequest.Bounds() else {
            throw CommandError(.usage, "which sessions? give --older-than TIME, --keep-bytes SIZE or both")
        }
        let isDry = try values.isOn(.dryRun)
        let report = try await withSessions { access in
            var report = RemovalReport(isDry: isDry)
            // The server prunes for some seconds at a time; a round that removes nothing would not be better the next time.
            while case let answer = try await access.ask(.prune(bounds, isDry: isDry)) {
                report.add(answer)
                guard answer["more"]?.bool == true, answer["sessions"]?.array?.isEmpty == false else { break }
            }
            return report
        }
        try await write(report)
        guard report.skipped.isEmpty else {
            throw CommandError(
                .temporary,
                "\(report.skipped.count) sessions could not be removed, such as \(report.skipped[0]); try again later"
            )
        }
    }

    private static func remove(_ session: SessionID, _ isForced: Bool, _ access: SessionAccess) async throws(SessionRefusal) -> JSONValue {
        do { return try await access.ask(.remove(session, isForced: isForced)) } catch let error as SessionRefusal { throw error } catch {
            throw SessionRefusal(.failed, CommandError(error).message)
        }
    }

    private func ask(_ sessions: [SessionID]) async throws {
        guard try !values.isOn(.yes) else { return }
        let input = StandardInput()
        guard input.isTerminal, talk.isTerminal else {
            throw CommandError(.usage, "nobody is there to be asked; say with --yes that the sessions are to be removed")
        }
        let what = sessions.count == 1 ? "session \(sessions[0])" : "\(sessions.count) sessions"
        talk.say("Remove \(what) with all events and files? [y/N]")
        let answer = String(decoding: try await input.read() ?? [], as: UTF8.self).trimmed.lowercased()
        guard ["y", "yes"].contains(answer) else { throw CommandError(.temporary, "nothing was removed") }
    }

    private func write(_ report: RemovalReport) async throws {
        switch format {
        case .json: try await write(report.json)
        case .ids: try await write(ids: report.removed)
        case .table:
            try await write(ids: report.removed)
            talk.say("roost: \(report.words)")
        }
    }
}
