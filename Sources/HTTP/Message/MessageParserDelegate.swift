/// What the parser tells its owner while it reads.
protocol MessageParserDelegate: AnyObject {
    /// The head is complete; false refuses the message.
    func parserDidReadHead(_ parser: MessageParser) -> Bool
    /// A piece of the body. Valid during the call only.
    func parserDidReadBody(_ bytes: UnsafeRawBufferPointer)
    /// The message is complete; the parser is paused behind it.
    func parserDidFinishMessage()
}
