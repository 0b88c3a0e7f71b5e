/// What a reader tells its owner while it reads.
package protocol RequestReaderDelegate: AnyObject {
    /// The head is complete and allowed.
    func readerDidReadHead(_ head: RequestHead)
    /// A piece of the body. Valid during the call only.
    func readerDidReadBody(_ bytes: UnsafeRawBufferPointer)
    /// The request is complete; the reader takes no more until `startNext`.
    func readerDidFinishRequest()
}
