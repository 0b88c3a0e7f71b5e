internal import ClaudeAgent
internal import EventLoop
internal import JSON

/// Remembers which version a program has said to be, for as long as its file is the same one: asking costs some 20 ms of every start.
///
/// `<cache>/claude-versions.json` is `{path: {"file": identity, "version": "2.1.327"}}`. Every call blocks for small system calls.
struct CLIVersionMemo: Sendable {
    private let place: String
    private let program: String
    private let identity: FileIdentity

    private static let sizeLimit = 64 * 1024
    private static let programLimit = 16

    /// The memo for `program`; `nil` without a cache folder, and for a script, whose file says little about what it runs.
    init?(of program: String, environment: [String: String]) {
        guard let root = try? CLICache.root(environment), let identity = FileIdentity(program), identity.isNativeProgram else { return nil }
        place = "\(root)/claude-versions.json"
        self.program = program
        self.identity = identity
    }

    /// The version, if this very file has told it.
    var version: CLIVersion? {
        guard let entry = read()[program], entry["file"]?.string == identity.description else { return nil }
        return entry["version"]?.string.flatMap(CLIVersion.init)
    }

    /// Notes the version. A folder that cannot be written to is asked again next time.
    func note(_ version: CLIVersion) {
        var entries = read()
        if entries.count >= Self.programLimit { entries = JSONObject() }
        entries[program] = ["file": .string(identity.description), "version": .string(version.description)]
        try? Files.makeFolder(String(place.prefix(upTo: place.lastIndex(of: "/") ?? place.endIndex)))
        try? Files.replaceDurably(place, with: JSONValue.object(entries).serialized() + [0x0A])
    }

    /// A damaged memo is none.
    private func read() -> JSONObject {
        guard let bytes = try? Files.read(place, upTo: Self.sizeLimit) else { return JSONObject() }
        return (try? JSONValue(parsing: bytes))?.object ?? JSONObject()
    }
}
