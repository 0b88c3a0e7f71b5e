internal import CCurl
internal import EventLoop

/// libcurl's transfers and connections on one loop: watches its sockets, keeps its time, and tells transfers of their end.
///
/// `@unchecked Sendable`: everything but the constants is touched on the loop's thread only; `close` and the transfers
/// hop there first. The pointer that C has of this object is valid because C's side is freed
/// in `close`, without which the object may not go.
final class CurlDriver: @unchecked Sendable {
    let loop: EventLoop
    private let connections: Int
    private let pooled: Int
    private var handle: OpaquePointer?
    private var isClosed = false
    private var watches: [Int32: DescriptorWatch] = [:]
    private var timer: LoopTimer?
    /// The transfers that C knows, held so that its pointers to them are valid.
    private var transfers: [ObjectIdentifier: Transfer] = [:]

    init(loop: EventLoop, connections: Int, pooled: Int) {
        self.loop = loop
        self.pooled = pooled
        self.connections = connections
    }

    deinit { precondition(handle == nil, "an HTTPS client was let go without being closed") }

    /// Begins a transfer. On the loop.
    func add(_ transfer: Transfer, _ plan: CurlPlan, _ receiver: roost_curl_receiver) throws -> OpaquePointer {
        guard !isClosed else { throw HTTPSError(.closed, "send a request to \(plan.origin): the client is closed") }
        let made = try openHandle()
        guard let new = plan.withPlan({ roost_curl_transfer_make(made, $0, receiver) }) else {
            throw HTTPSError(.malformedRequest, "send a request to \(plan.origin): libcurl does not take it")
        }
        transfers[ObjectIdentifier(transfer)] = transfer
        return new
    }

    /// Ends a transfer. On the loop.
    func remove(_ transfer: Transfer, _ handle: OpaquePointer) {
        roost_curl_transfer_free(handle)
        transfers[ObjectIdentifier(transfer)] = nil
    }

    private func openHandle() throws -> OpaquePointer {
        if let handle { return handle }
        let hooks = roost_curl_loop(
            owner: Unmanaged.passUnretained(self).toOpaque(),
            watch: { owner, socket, readiness in
                Unmanaged<CurlDriver>.fromOpaque(owner).takeUnretainedValue().watch(socket, for: readiness)
            },
            arm: { owner, milliseconds in Unmanaged<CurlDriver>.fromOpaque(owner).takeUnretainedValue().arm(milliseconds) }
        )
        handle = roost_curl_driver_make(hooks, connections, pooled)
        guard let handle else { throw HTTPSError(.unavailable, "libcurl gives no place for transfers: the memory is used up") }
        return handle
    }

    private func watch(_ socket: Int32, for readiness: Int32) {
        guard readiness != 0 else {
            watches.removeValue(forKey: socket)?.close()
            return
        }
        let known = watches[socket]
        // Fails for a descriptor that cannot be watched; the transfer's deadlines end it then.
        let watch = known ?? (try? DescriptorWatch(socket, on: loop) { [weak self] in self?.ready(socket, $0) })
        watches[socket] = watch
        watch?.watch(for: DescriptorWatch.Readiness(rawValue: readiness))
    }

    private func ready(_ socket: Int32, _ readiness: DescriptorWatch.Readiness) {
        guard let handle else { return }
        roost_curl_ready(handle, socket, readiness.rawValue)
        tellEnded()
    }

    private func arm(_ milliseconds: Int) {
        timer?.cancel()
        timer = milliseconds < 0 ? nil : loop.schedule(after: .milliseconds(milliseconds)) { [weak self] in self?.timerFired() }
    }

    private func timerFired() {
        timer = nil
        guard let handle else { return }
        roost_curl_timeout(handle)
        tellEnded()
    }

    private func tellEnded() {
        var ending = ROOST_CURL_DONE
        while let handle, let owner = roost_curl_next_ended(handle, &ending) {
            Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue().didEnd(ending)
        }
    }

    /// Fails the transfers under way and closes every connection.
    func close() async {
        await withCheckedContinuation { continuation in
            let isTaken = loop.execute {
                self.closeNow()
                continuation.resume()
            }
            if !isTaken { continuation.resume() }
        }
    }

    private func closeNow() {
        isClosed = true
        for transfer in Array(transfers.values) { transfer.fail(HTTPSError(.closed, "the client has been closed")) }
        timer?.cancel()
        guard let handle else { return }
        // Watches end during this call, which closes the pooled connections.
        roost_curl_driver_free(handle)
        self.handle = nil
        for watch in watches.values { watch.close() }
        watches = [:]
    }
}
