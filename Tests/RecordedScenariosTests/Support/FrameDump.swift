import Glibc
import JSON

/// Keeps whole frames for a look at them: in the folder `ROOST_FRAMES` names, one file for each scenario.
enum FrameDump {
    static func keep(_ processes: [AgentProcess], of scenario: String) {
        guard let folder = getenv("ROOST_FRAMES").map({ String(cString: $0) }), !folder.isEmpty else { return }
        let lines = processes.flatMap(\.frames).map { "\($0.label) \($0.frame)\n" }
        if !Checkout.write(lines.joined(), to: "\(folder)/\(scenario).txt") { perror("cannot keep the frames of \(scenario)") }
    }
}
