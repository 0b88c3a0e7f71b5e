import EventLoop
import Glibc

/// A named pipe `gate` in the work folder: a tool and a test meet there, without either guessing how long the other takes.
struct Gate: Sendable {
    private let path: String

    init(in folder: String) throws {
        path = folder + "/gate"
        guard mkfifo(path, 0o600) == 0 else { throw IOError(.system(errno), "make \(path)") }
    }

    /// Returns when a tool has written to the gate.
    func waitForWriter() async throws {
        let path = path
        _ = try await BlockingExecutor.shared.run { Checkout.contents(of: path) }
    }

    /// Ends the wait of a tool that reads from the gate.
    func letReaderGo() async throws {
        let path = path
        _ = try await BlockingExecutor.shared.run { Checkout.write("go\n", to: path) }
    }
}
