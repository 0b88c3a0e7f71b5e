internal import EventLoop

/// Finds programs. Blocks for a few small system calls.
public enum ProgramSearch {
    /// The first executable file called `name` in the absolute folders of a `PATH`.
    public static func find(_ name: String, in path: String?) -> String? {
        (path ?? "").split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first(where: Files.isExecutable)
    }

    /// A program that a variable names; it must be there, so that a slip is not answered by another program.
    ///
    /// - Throws: `CommandError` when it is not an executable file.
    static func named(by setting: Setting, _ values: SettingValues) throws(CommandError) -> String? {
        guard let given = values.given(setting).first else { return nil }
        guard given.text.hasPrefix("/"), Files.isExecutable(given.text) else {
            throw CommandError(
                .unavailable,
                "\(given.origin) is \"\(given.text)\", which is no program at an absolute path; correct or unset it"
            )
        }
        return given.text
    }

    /// This very program.
    public static func ownPath() throws(CommandError) -> String {
        do { return try Files.canonical("/proc/self/exe") } catch {
            throw CommandError(.software, "cannot find this program's own path (\(error)); /proc must be mounted")
        }
    }

    /// The guardian: `ROOST_GUARDIAN`, else beside this program, else in `PATH`.
    ///
    /// - Throws: `CommandError` when there is none.
    public static func guardian(_ values: SettingValues, beside program: String) throws(CommandError) -> String {
        if let named = try named(by: .guardian, values) { return named }
        let folder = program.lastIndex(of: "/").map { program[..<$0] } ?? ""
        let neighbour = "\(folder)/roost-guardian"
        if Files.isExecutable(neighbour) { return neighbour }
        if let found = find("roost-guardian", in: values.environment["PATH"]) { return found }
        throw CommandError(.unavailable, "no roost-guardian beside \(program) nor in PATH; put the two side by side, or set ROOST_GUARDIAN")
    }
}
