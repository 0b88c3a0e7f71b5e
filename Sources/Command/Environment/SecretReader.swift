internal import ClaudeAgent
internal import EventLoop

/// Reads secrets from `NAME` or from the file that `NAME_FILE` names.
public struct SecretReader {
    let environment: [String: String]

    /// Whether neither the variable nor its file is named.
    public static func isMissing(_ setting: Setting, _ values: SettingValues) -> Bool {
        setting.variables.allSatisfy { values.environment[$0]?.isEmpty ?? true }
    }

    private static let limit = 64 * 1024

    /// The secret of a setting, or `nil` when it is not given; an empty variable counts as not given. Blocks for a small read.
    ///
    /// - Throws: `CommandError` without the secret's text, when both are set, or the file or what it holds cannot be used.
    func read(_ setting: Setting) throws(CommandError) -> Secret? {
        guard let name = setting.variable else { return nil }
        let value = nonEmpty(name)
        guard let path = nonEmpty("\(name)_FILE") else { return try value.map { text throws(CommandError) in try checked(text, name) } }
        guard value == nil else { throw CommandError(.configuration, "\(name) and \(name)_FILE are both set; keep one of them") }
        return try checked(try content(of: path, "\(name)_FILE"), "the file of \(name)_FILE (\(path))")
    }

    private func nonEmpty(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

    private func content(of path: String, _ name: String) throws(CommandError) -> String {
        do { return String(decoding: try Files.read(path, upTo: Self.limit), as: UTF8.self) } catch {
            throw CommandError(.noInput, "\(name): cannot \(error); give a file this user can read")
        }
    }

    /// A secret travels in a header, so it is visible ASCII; the line end that editors add is not part of it.
    private func checked(_ text: String, _ origin: String) throws(CommandError) -> Secret {
        let value = text.trimmed
        guard !value.isEmpty else { throw CommandError(.configuration, "\(origin) is empty; put the secret into it or unset it") }
        guard value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw CommandError(.configuration, "\(origin) holds characters no key has, such as spaces or line breaks; correct it")
        }
        return Secret(String(value))
    }
}
