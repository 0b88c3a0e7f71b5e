/// Something with a libuv handle on a loop, whose `data` points to it.
protocol LoopResident: AnyObject {
    /// The loop ends: close the handle and let go whoever waits. On the loop.
    func loopWillEnd()
}
