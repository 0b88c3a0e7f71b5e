/// What a stream tells its owner, on the loop's thread.
public protocol ByteStreamDelegate: AnyObject {
    /// Bytes came in. They are valid during the call only.
    func streamDidRead(_ bytes: UnsafeRawBufferPointer)
    /// The peer will send no more; the stream can still be written.
    func streamDidReachEnd()
    /// Everything that was queued has been handed to the kernel.
    func streamDidDrain()
    /// The stream is closed, by us or by an error. Nothing follows.
    func streamDidClose()
}
