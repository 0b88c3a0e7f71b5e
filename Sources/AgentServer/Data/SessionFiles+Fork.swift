internal import ClaudeAgent
internal import EventLoop

extension SessionFiles {
    /// Copies a session's folder, in which nothing runs, for another session. Marked as nobody's until that session has it.
    ///
    /// - Throws: `ServerError` naming the file.
    func fork(_ binding: SessionBinding) throws -> SessionBinding {
        let copy = SessionBinding(claudeSessionID: binding.claudeSessionID, folder: "folders/\(SessionIdentifier.random())")
        let (source, target) = ("\(base)/\(binding.folder)", "\(base)/\(copy.folder)")
        return try named(copy.folder) {
            try Files.makeDurableFolder(target)
            try Files.writePrivately([], to: "\(target)/\(Self.spareMark)")
            for part in ["config", "workspace", "workspace.json", "home"] where Files.exists("\(source)/\(part)") {
                try Files.copyTree("\(source)/\(part)", to: "\(target)/\(part)")
            }
            return copy
        }
    }
}
