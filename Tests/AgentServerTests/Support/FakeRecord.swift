import EventLoop
import JSON

/// What FakeClaude has written down in a session's config folder.
struct FakeRecord {
    let events: [JSONValue]

    init(_ bench: Workbench, _ session: String) {
        let bytes = (try? Files.read("\(bench.session(session))/config/fake-record.jsonl", upTo: 64 << 20)) ?? []
        events = bytes.split(separator: 0x0A).compactMap { try? JSONValue(parsing: Array($0)) }
    }

    /// The command lines, one for each start.
    var starts: [[String]] { events.filter { $0["event"] == "start" }.map { $0["argv"]?.array?.compactMap(\.string) ?? [] } }

    /// The variables of the last start.
    var environment: [String: String] {
        let members = events.last { $0["event"] == "start" }?["environment"]?.object ?? JSONObject()
        return members.reduce(into: [:]) { $0[$1.key] = $1.value.string }
    }

    var folders: [String] { events.filter { $0["event"] == "start" }.compactMap { $0["cwd"]?.string } }

    /// The lines that came on standard input.
    var input: [JSONValue] {
        events.filter { $0["event"] == "stdin" }.compactMap { $0["line"]?.string }.compactMap { try? JSONValue(parsing: $0) }
    }

    /// The value of an option of a start, in either form.
    static func value(_ option: String, in arguments: [String]) -> String? {
        if let index = arguments.firstIndex(of: option) { return arguments.dropFirst(index + 1).first }
        return arguments.first { $0.hasPrefix(option + "=") }.map { String($0.dropFirst(option.count + 1)) }
    }
}
