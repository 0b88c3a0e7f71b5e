/// One deadline. Confined to its loop's thread.
package final class LoopTimer {
    let deadline: UInt64
    private var action: (() -> Void)?

    init(deadline: UInt64, action: @escaping () -> Void) {
        self.deadline = deadline
        self.action = action
    }

    var isCancelled: Bool { action == nil }

    /// Forgets the action; the queue drops the entry when it comes to it.
    package func cancel() { action = nil }

    func fire() {
        let run = action
        action = nil
        run?()
    }
}
