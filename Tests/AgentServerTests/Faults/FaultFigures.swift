/// What a programme of kills has done.
struct FaultFigures: Sendable, CustomStringConvertible {
    private var kills: [String: Int] = [:]
    var prompts = 0
    var events = 0
    /// Of sessions of /v1: those that were made, archived and deleted, and the calls that were answered.
    var managed: (sessions: Int, archived: Int, deleted: Int, answers: Int) = (0, 0, 0, 0)

    /// A server was killed at a failpoint, or anywhere.
    mutating func addKill(_ point: String?) { kills[point ?? "anywhere", default: 0] += 1 }

    /// Where any was killed.
    var reached: Set<String> { Set(kills.keys) }

    /// How many servers were killed there.
    func kills(at point: String) -> Int { kills[point, default: 0] }

    var description: String {
        let places = kills.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return "\(kills.values.reduce(0, +)) kills (\(places)), \(prompts) prompts, \(events) events; /v1: \(managed.sessions) sessions, "
            + "\(managed.archived) archived, \(managed.deleted) deleted, \(managed.answers) calls answered"
    }
}
