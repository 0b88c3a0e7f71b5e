internal import EventLoop
internal import JSON

/// Remembers whether a program could put calls off, for as long as its file is the same one: trying takes two processes.
///
/// `<data>/roost/claude.json` is `{"file": identity, "postpones": true}`. Every call blocks for small system calls.
struct PostponementMemo: Sendable {
    private let place: String
    private let identity: FileIdentity

    private static let sizeLimit = 4096

    /// The memo for `program` in a data folder; `nil` for a script, whose file says little about what it runs.
    init?(of program: String, in data: String) {
        guard let identity = FileIdentity(program), identity.isNativeProgram else { return nil }
        place = "\(data)/roost/claude.json"
        self.identity = identity
    }

    /// What came of trying this very file; a damaged memo is none.
    var answer: Bool? {
        guard let bytes = try? Files.read(place, upTo: Self.sizeLimit), let json = try? JSONValue(parsing: bytes) else { return nil }
        return json["file"]?.string == identity.description ? json["postpones"]?.bool : nil
    }

    /// Notes what came of it. Where that cannot be written, the next start tries again.
    func note(_ answer: Bool) {
        let json: JSONValue = ["file": .string(identity.description), "postpones": .bool(answer)]
        try? Files.replaceDurably(place, with: json.serialized() + [0x0A])
    }
}
