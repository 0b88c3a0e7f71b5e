internal import EventLoop
internal import Glibc

/// Takes the claude program out of a wheel, which is a zip file, with unzip or Python, whichever is there.
struct WheelMember: Sendable {
    let environment: [String: String]
    let loop: EventLoop

    private static let member = "claude_agent_sdk/_bundled/claude"
    private static let python = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extract(sys.argv[2], sys.argv[3])"

    /// - Returns: the path of the program, a plain file below `folder`.
    /// - Throws: `CommandError` when neither tool is there, or when the wheel has no such member.
    func unpack(_ wheel: String, into folder: String) async throws -> String {
        let outcome = try await tool(wheel, folder).run(on: loop)
        let program = "\(folder)/\(Self.member)"
        guard outcome.status.isSuccess, await BlockingExecutor.shared.perform({ Self.isPlainFile(program) }) else {
            let why = outcome.errorOutput.split(separator: "\n").last.map { " (\($0))" } ?? ""
            throw CommandError(
                .data,
                "could not unpack \(Self.member) from \(wheel) into \(folder)\(why). Is it that wheel, and is there room?"
            )
        }
        return program
    }

    private func tool(_ wheel: String, _ folder: String) throws(CommandError) -> Tool {
        let limit = Duration.seconds(300)
        let variables = WheelDownload.withoutSecrets(environment)
        // A wheel whose name begins with a dash must not be taken for an option.
        let path = wheel.hasPrefix("-") ? "./\(wheel)" : wheel
        if let unzip = ProgramSearch.find("unzip", in: environment["PATH"]) {
            return Tool(unzip, ["-q", "-o", path, Self.member, "-d", folder], variables, limit: limit)
        }
        if let python = ProgramSearch.find("python3", in: environment["PATH"]) {
            return Tool(python, ["-c", Self.python, path, Self.member, folder], variables, limit: limit)
        }
        throw CommandError(.unavailable, "neither unzip nor python3 is there to open the wheel. Run: apt-get install unzip")
    }

    private static func isPlainFile(_ path: String) -> Bool {
        var status = stat()
        return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }
}
