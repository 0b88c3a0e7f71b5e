/// What a guardian has said on its control socket: lines of a word and a number. Pure.
struct GuardianReport: Sendable, Equatable {
    /// The program's own pid.
    var pid: Int32?
    /// How the program itself ended.
    var exitCode: Int32?
    var signal: Int32?
    /// The errno with which it could not be started.
    var startFailure: Int32?
    /// Descendants that were ended; `nil` when the guardian did not get that far.
    var swept: Int?
    /// Descendants that could not be ended.
    var left = 0

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard words.count == 2, let number = Int32(words[1]) else { continue }
            switch words[0] {
            case "started": pid = number
            case "exited": exitCode = number
            case "signalled": signal = number
            case "exec-failed": startFailure = number
            case "swept": swept = Int(number)
            case "left": left = Int(number)
            default: continue
            }
        }
    }
}
