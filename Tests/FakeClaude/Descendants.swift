import Glibc

/// Processes that the program leaves behind: each in a session of its own, its parent gone, recognizable by a marker in its arguments.
enum Descendants {
    /// The first argument of a process that is one of them.
    static let marker = "fake-descendant"
    /// They end by themselves after so many seconds, if nobody ends them.
    static let lifetime: UInt32 = 120

    /// Starts one by two forks. `holdsPipes` lets it keep the program's standard output and error open.
    static func leave(named name: String, holdsPipes: Bool) {
        let child = spawn([marker, name, "parent", holdsPipes ? "holding" : "closed"], holdsPipes: holdsPipes)
        guard child > 0 else { return }
        var status: Int32 = 0
        waitpid(child, &status, 0)
    }

    /// The life of such a process: the first generation makes the second and goes; the second sleeps.
    static func live(_ arguments: [String]) -> Never {
        let holdsPipes = arguments.last == "holding"
        if arguments.contains("parent") {
            _ = spawn([marker, arguments[2], "sleeper", arguments[4]], holdsPipes: holdsPipes)
            exit(0)
        }
        for number in [SIGHUP, SIGINT, SIGPIPE] { signal(number, SIG_IGN) }
        alarm(lifetime)
        while true { pause() }
    }

    /// `POSIX_SPAWN_SETSID`, which glibc shows only to programs that ask for its extensions.
    private static let inNewSession: Int16 = 0x80

    private static func spawn(_ arguments: [String], holdsPipes: Bool) -> pid_t {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, inNewSession)
        var files = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&files)
        defer { posix_spawn_file_actions_destroy(&files) }
        for descriptor in holdsPipes ? [STDIN_FILENO] : [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&files, descriptor, "/dev/null", O_RDWR, 0)
        }
        let words = (["FakeClaude"] + arguments).map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        return posix_spawn(&child, "/proc/self/exe", &files, &attributes, words, environ) == 0 ? child : -1
    }
}
