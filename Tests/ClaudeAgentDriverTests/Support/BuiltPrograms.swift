import Glibc

/// The programs built beside the running test bundle.
enum BuiltPrograms {
    static let guardian = folder + "/roost-guardian"
    static let fake = folder + "/FakeClaude"
    static let host = folder + "/AgentHost"

    static let askOnce = folder + "/AskOnce"
    static let conversation = folder + "/Conversation"

    private static let folder: String = {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &bytes, bytes.count)
        let path = String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
    }()
}
