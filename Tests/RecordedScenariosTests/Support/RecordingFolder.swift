import Glibc
import JSON

/// The recordings on disk: the catalogue, and one file for each scenario.
enum RecordingFolder {
    private static let folder = Checkout.root + "/Tests/Recordings"
    private static let catalogueName = "frames"

    static func catalogue() -> FrameCatalogue? { json(catalogueName).flatMap { FrameCatalogue($0) } }

    static func recording(_ scenario: String) -> Recording? { json(scenario).flatMap { Recording($0) } }

    /// The names of all recorded scenarios, sorted.
    static func scenarioNames() -> [String] { fileNames().filter { $0 != catalogueName } }

    /// Replaces all that is there; false when something could not be written.
    static func replace(_ catalogue: FrameCatalogue, _ recordings: [String: Recording]) -> Bool {
        for name in fileNames() { unlink(path(name)) }
        let files = recordings.map { Checkout.write(text($1.json), to: path($0)) }
        return Checkout.write(text(catalogue.json), to: path(catalogueName)) && files.allSatisfy(\.self)
    }

    /// JSON with a line for each member.
    static func text(_ value: JSONValue) -> String { lines(value, indentation: "") + "\n" }

    private static func lines(_ value: JSONValue, indentation: String) -> String {
        guard let object = value.object, !object.isEmpty else { return value.serializedString() }
        let inner = indentation + "  "
        let members = object.map { "\(inner)\(JSONValue.string($0.key)): \(lines($0.value, indentation: inner))" }
        return "{\n" + members.joined(separator: ",\n") + "\n\(indentation)}"
    }

    private static func path(_ name: String) -> String { "\(folder)/\(name).json" }

    private static func json(_ name: String) -> JSONValue? {
        Checkout.contents(of: path(name)).flatMap { try? JSONValue(parsing: $0) }
    }

    private static func fileNames() -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            if name.hasSuffix(".json") { names.append(String(name.dropLast(5))) }
        }
        return names.sorted()
    }
}
