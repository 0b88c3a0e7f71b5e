import Glibc

/// The variables that the program was started with, and its folder.
struct Environment {
    let variables: [(name: String, value: String)]
    let workingDirectory: String

    init() {
        var list: [(String, String)] = []
        var next = environ
        while let entry = next.pointee {
            let parts = String(cString: entry).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            list.append((parts[0], parts.count > 1 ? parts[1] : ""))
            next += 1
        }
        variables = list
        workingDirectory = Self.canonicalPath(of: ".") ?? "/"
    }

    subscript(name: String) -> String? {
        variables.last { $0.name == name }?.value
    }

    var configFolder: String? { self["CLAUDE_CONFIG_DIR"] }

    static func canonicalPath(of path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
