internal import EventLoop

/// Where contents lie that are too large for records. Its calls block.
///
///     <root>/incoming/<request>/   uploads while their request is answered
///     <root>/content/<file id>     the content of a file
///     <root>/skills/<version id>/  the folder of a skill's version
struct ContentFolder: Sendable {
    let root: String

    var incoming: String { "\(root)/incoming" }
    private var contents: String { "\(root)/content" }
    private var skills: String { "\(root)/skills" }

    func content(_ file: String) -> String { "\(contents)/\(file)" }
    func skill(_ version: String) -> String { "\(skills)/\(version)" }

    /// Makes the folders, and removes what uploads that were cut off have left.
    func prepare() throws {
        for name in Files.entries(of: incoming) { Files.removeTree("\(incoming)/\(name)") }
        for path in [incoming, contents, skills] { try Files.makeDurableFolder(path) }
    }

    /// The ids of what is there, to be compared with the records.
    var all: (files: [String], skills: [String]) { (Files.entries(of: contents), Files.entries(of: skills)) }
}
