internal import EventLoop

/// Files that a launch needs for as long as its process lives, readable by their owner alone.
struct PrivateLaunchFiles: Sendable {
    private struct File: Sendable {
        let bytes: [UInt8]
        let path: String
    }

    private let settingsFile: String?
    private let configuration: File?
    private let systemPrompt: File?

    init(_ options: AgentOptions, directory: String?) {
        let base = "\(directory ?? "/tmp")/"
        let name = UUIDText.random()
        settingsFile = options.settingsFileToMerge
        configuration = options.mcpConfigurationToWrite.map { File(bytes: $0, path: "\(base)mcp-\(name).json") }
        systemPrompt = options.systemPromptToWrite.map { File(bytes: $0, path: "\(base)system-\(name).txt") }
    }

    private var written: [File] { [configuration, systemPrompt].compactMap { $0 } }

    func prepare() async throws(AgentError) -> LaunchFiles {
        guard settingsFile != nil || !written.isEmpty else { return LaunchFiles() }
        var files = LaunchFiles(mcpConfigurationPath: configuration?.path, systemPromptPath: systemPrompt?.path)
        do {
            if let settingsFile { files.settings = try await BlockingExecutor.shared.run { try Files.read(settingsFile, upTo: 16 << 20) } }
            for file in written { try await BlockingExecutor.shared.run { try Files.writePrivately(file.bytes, to: file.path) } }
        } catch {
            throw AgentError(.invalidOption, "a file that the options need could not be prepared: \(error)", underlying: error)
        }
        return files
    }

    func remove() async {
        let paths = written.map(\.path)
        guard !paths.isEmpty else { return }
        await BlockingExecutor.shared.perform { for path in paths { Files.removeIfPresent(path) } }
    }
}
