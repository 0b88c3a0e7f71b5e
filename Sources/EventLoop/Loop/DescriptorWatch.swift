internal import CUV

/// Readiness of a descriptor that somebody else owns: a C library's socket, say.
///
/// Confined to its loop's thread. libuv holds one reference from `init` to the close callback, so the handle's memory outlives
/// every use of it. Close the watch before the descriptor is closed: from then on libuv touches the descriptor no more.
package final class DescriptorWatch {
    /// What a descriptor is ready for.
    package struct Readiness: OptionSet, Sendable {
        package let rawValue: Int32
        package init(rawValue: Int32) { self.rawValue = rawValue }

        package static let read = Readiness(rawValue: 1)
        package static let write = Readiness(rawValue: 2)
        /// The descriptor has failed. The watch has ended; its owner finds out the rest.
        package static let failure = Readiness(rawValue: 4)
    }

    private let poll = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)
    private var whenReady: ((Readiness) -> Void)?

    /// Watches for nothing until `watch(for:)`; `whenReady` is called on the loop each time.
    ///
    /// - Throws: `IOError` when the descriptor is none, or watched already.
    package init(_ descriptor: Int32, on loop: EventLoop, whenReady: @escaping (Readiness) -> Void) throws {
        precondition(loop.isCurrent, "descriptors are watched on their loop")
        let result = uv_poll_init(loop.uv, poll, descriptor)
        guard result == 0 else {
            poll.deallocate()
            throw IOError.uv(result, "watch a descriptor")
        }
        self.whenReady = whenReady
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
    }

    /// Watches for any of `readiness` from now on, for nothing when it is empty.
    package func watch(for readiness: Readiness) {
        guard whenReady != nil else { return }
        guard !readiness.isEmpty else {
            uv_poll_stop(poll)
            return
        }
        // Fails for a handle that is being closed only.
        uv_poll_start(poll, Self.events(readiness)) { handle, status, events in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<DescriptorWatch>.fromOpaque(data).takeUnretainedValue().becameReady(status, events)
        }
    }

    private func becameReady(_ status: Int32, _ events: Int32) {
        var readiness: Readiness = status < 0 ? .failure : []
        if events & Int32(UV_READABLE.rawValue) != 0 { readiness.insert(.read) }
        if events & Int32(UV_WRITABLE.rawValue) != 0 { readiness.insert(.write) }
        whenReady?(readiness)
    }

    private static func events(_ readiness: Readiness) -> Int32 {
        var events: Int32 = 0
        if readiness.contains(.read) { events |= Int32(UV_READABLE.rawValue) }
        if readiness.contains(.write) { events |= Int32(UV_WRITABLE.rawValue) }
        return events
    }

    /// Ends the watch. Any number of times.
    package func close() {
        guard whenReady != nil else { return }
        whenReady = nil
        uv_poll_stop(poll)
        uv_close(asHandle(poll)) { handle in
            guard let handle, let data = handle.pointee.data else { return }
            // Memory first: the release may be the last.
            UnsafeMutableRawPointer(handle).deallocate()
            Unmanaged<DescriptorWatch>.fromOpaque(data).release()
        }
    }
}

extension DescriptorWatch: LoopResident {
    func loopWillEnd() { close() }
}
