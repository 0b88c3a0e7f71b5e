internal import EventLoop

/// Files that a launch needs for as long as its process lives, readable by their owner alone.
struct PrivateLaunchFiles: Sendable {
    private let settingsFile: String?
    private let configuration: [UInt8]?
    private let configurationPath: String

    init(_ options: AgentOptions, directory: String?) {
        settingsFile = options.settingsFileToMerge
        configuration = options.mcpConfigurationToWrite
        configurationPath = "\(directory ?? "/tmp")/mcp-\(UUIDText.random()).json"
    }

    func prepare() async throws(AgentError) -> LaunchFiles {
        guard settingsFile != nil || configuration != nil else { return LaunchFiles() }
        var files = LaunchFiles()
        do {
            if let settingsFile { files.settings = try await BlockingExecutor.shared.run { try Files.read(settingsFile, upTo: 16 << 20) } }
            if let configuration {
                let path = configurationPath
                try await BlockingExecutor.shared.run { try Files.writePrivately(configuration, to: path) }
                files.mcpConfigurationPath = path
            }
        } catch {
            throw AgentError(.invalidOption, "a file that the options need could not be prepared: \(error)", underlying: error)
        }
        return files
    }

    func remove() async {
        guard configuration != nil else { return }
        let path = configurationPath
        await BlockingExecutor.shared.perform { Files.removeIfPresent(path) }
    }
}
