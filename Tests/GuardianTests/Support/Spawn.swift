import Glibc

/// Starts a program with descriptors of our choice.
enum Spawn {
    struct Failure: Error {
        let program: String
        let code: Int32
    }

    /// The n-th descriptor becomes number n of the program, which sees no others.
    static func start(_ command: [String], environment: [String], descriptors: [Descriptor]) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, descriptor) in descriptors.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, descriptor.number, Int32(target))
        }
        var pid: pid_t = 0
        let code = withStrings(command) { arguments in
            withStrings(environment) { environment in
                posix_spawn(&pid, command[0], &actions, nil, arguments, environment)
            }
        }
        guard code == 0 else { throw Failure(program: command[0], code: code) }
        return pid
    }

    private static func withStrings<Result>(
        _ strings: [String],
        _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers = strings.map { strdup($0) } + [nil]
        defer { pointers.forEach { free($0) } }
        return pointers.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress else { preconditionFailure("the list holds at least its end") }
            return body(base)
        }
    }
}
