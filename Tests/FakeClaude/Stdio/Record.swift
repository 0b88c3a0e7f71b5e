import Glibc
import JSON

/// Where the program writes down what it was given: one JSON line per event, each in one `write`, so that runs side by side do not mix.
struct Record {
    private let files: [Int32]

    init(_ environment: Environment) {
        var paths = [environment["FAKE_CLAUDE_RECORD"]].compactMap(\.self)
        if let folder = environment.configFolder {
            mkdir(folder, 0o700)
            paths.append(folder + "/fake-record.jsonl")
        }
        files = paths.map { open($0, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600) }.filter { $0 >= 0 }
    }

    /// Writes down one event with the process id.
    func note(_ event: String, _ members: JSONObject = [:]) {
        var line: JSONObject = ["event": .string(event), "pid": .number(JSONNumber(Int(getpid())))]
        line.merge(members)
        let bytes = JSONValue.object(line).serialized() + [0x0A]
        for file in files { Output(descriptor: file).write(bytes) }
    }
}
