import Command

extension VerbCall {
    /// `roost help [COMMAND]`.
    func help() throws {
        try StandardStream.output.write(Array(HelpText.about(invocation.words).utf8))
    }
}
