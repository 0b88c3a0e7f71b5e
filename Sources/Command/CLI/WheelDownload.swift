internal import EventLoop

/// Fetches the wheel with the person's own pip and its settings; pip checks the hash before anything is unpacked.
struct WheelDownload: Sendable {
    let lock: CLILock
    let environment: [String: String]
    let loop: EventLoop

    private static let limit = Duration.seconds(1800)

    /// - Returns: the path of the wheel in `folder`.
    /// - Throws: `CommandError` when there is no pip, or why it failed.
    func fetch(into folder: String) async throws -> String {
        let pip = try await findPip()
        let log = "\(folder)/log"
        let requirements = "\(folder)/requirements"
        let line = "claude-agent-sdk==\(lock.packageVersion) --hash=sha256:\(lock.wheelHash)\n"
        try await BlockingExecutor.shared.run { try Files.writePrivately(Array(line.utf8), to: requirements) }
        let arguments =
            pip.arguments + ["download", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--require-hashes"]
            + ["--platform", "manylinux_2_17_\(lock.architecture)", "--dest", folder, "--log", log, "--requirement", requirements]
        var variables = Self.withoutSecrets(environment)
        variables.merge(["TMPDIR": folder, "PIP_NO_INPUT": "1", "PIP_REQUIRE_VIRTUALENV": "0"]) { _, new in new }
        let tool = Tool(pip.executable, arguments, variables, limit: Self.limit)
        let status = try await tool.run(on: loop, passingOnTo: .error)
        return try await BlockingExecutor.shared.run {
            let wheel = Files.entries(of: folder).first { $0.hasPrefix("claude_agent_sdk-") && $0.hasSuffix(".whl") }
            guard status.isSuccess, let wheel else { throw Self.failure(log) }
            return "\(folder)/\(wheel)"
        }
    }

    private func findPip() async throws -> (executable: String, arguments: [String]) {
        for (name, arguments) in [("python3", ["-m", "pip"]), ("pip3", []), ("pip", [])] {
            guard let program = ProgramSearch.find(name, in: environment["PATH"]) else { continue }
            let test = Tool(program, arguments + ["--version"], Self.withoutSecrets(environment), limit: .seconds(30))
            if (try? await test.run(on: loop))?.status.isSuccess == true { return (program, arguments) }
            try Task.checkCancellation()
        }
        throw CommandError(
            .unavailable,
            "pip is not there. Run: apt-get install python3-pip; or fetch the wheel elsewhere and run: roost cli install --wheel FILE"
        )
    }

    /// pip needs the network's and its own variables, and no credential of ours.
    static func withoutSecrets(_ environment: [String: String]) -> [String: String] {
        let secrets = Set(Setting.all.filter { $0.form == .secret }.flatMap(\.variables))
        return environment.filter { !secrets.contains($0.key) }
    }

    private static func failure(_ log: String) -> CommandError {
        let text = (try? Files.read(log, upTo: 16 * 1_048_576)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        if text.contains("DO NOT MATCH THE HASHES") {
            let advice = "nothing was kept. Check the index pip is set to"
            return CommandError(.data, "the downloaded wheel is not the pinned one (expected and got: see above); \(advice)")
        }
        if text.contains("No space left on device") {
            return CommandError(.io, "the disk filled up while downloading. Make room, or set ROOST_CACHE to a folder on another disk")
        }
        return CommandError(
            .unavailable,
            "pip could not download claude-agent-sdk (its words are above). Check the network and the settings of pip, "
                + "or fetch the wheel elsewhere and run: roost cli install --wheel FILE"
        )
    }
}
