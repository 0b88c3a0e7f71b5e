internal import EventLoop

/// Where a demo runs: its folder, its program, and what the server is given.
struct DemoSetting: Sendable {
    let program: String
    let folder: String
    let serverEnvironment: [String: String]

    var dataFolder: String { "\(folder)/data" }

    /// Variables of the person's own that would change what the demo shows, or let its server meet theirs.
    private static let dropped = Set(
        Setting.serverSettings.flatMap(\.variables).filter { $0 != "MODEL" } + Setting.agentToken.variables
    )
    private static let kept: Set = ["ROOST_CLAUDE", "ROOST_GUARDIAN", "ROOST_CACHE", "ROOST_CLI_LOCK"]

    init(program: String, folder: String, environment: [String: String], offline: String?) {
        self.program = program
        self.folder = folder
        var variables = environment.filter { !Self.dropped.contains($0.key) || Self.kept.contains($0.key) }
        if let offline {
            let access = Set(Setting.modelAccess.flatMap(\.variables))
            variables = variables.filter { !access.contains($0.key) && !$0.key.lowercased().hasSuffix("_proxy") }
            variables["ANTHROPIC_BASE_URL"] = offline
            variables["ANTHROPIC_API_KEY"] = ModelAccess.offlineKey
        }
        serverEnvironment = variables
    }

    /// A folder of this demo's own, short enough for a socket's path. Blocks for a system call.
    static func makeFolder() throws -> String {
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        let folder = "/tmp/roost-demo-\(String((0..<8).compactMap { _ in letters.randomElement() }))"
        try Files.makePrivateFolder(folder)
        return folder
    }
}
