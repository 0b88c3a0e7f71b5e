internal import CCurl
internal import EventLoop
internal import HTTP

/// One exchange: from the request to the end of the answer's body.
///
/// `@unchecked Sendable`: everything below `body` is touched on the driver's loop only; the other calls hop there first. The pointer
/// that C has of this object is valid because the driver holds the object until C's side of the transfer has been freed.
final class Transfer: @unchecked Sendable {
    private let origin: String
    private let proxy: ProxyAddress
    private let driver: CurlDriver
    private let idleTimeout: Duration
    private let body: MessageBody

    /// Until it has been begun: then C has a copy of the request's body.
    private var plan: CurlPlan?
    private var handle: OpaquePointer?
    private var head = ResponseHead()
    private var hasHead = false
    private var failure: HTTPSError?
    private var isOver = false
    private var waiter: CheckedContinuation<HTTPSResponse, any Error>?
    /// Whether the reader has enough for now, and whether C was told to wait for it.
    private var isPaused = false
    private var isHeld = false
    private var timer: LoopTimer?
    private var lastActivity: UInt64 = 0
    private var sentBefore: Int64 = 0

    init(_ plan: CurlPlan, on driver: CurlDriver, idleTimeout: Duration) {
        self.plan = plan
        origin = plan.origin
        proxy = plan.proxy
        self.driver = driver
        self.idleTimeout = idleTimeout
        let gate = ReadingGate()
        body = MessageBody(loop: driver.loop) { gate.transfer?.setReading($0) }
        gate.transfer = self
    }

    /// The way from a body to its transfer, which the body must not keep alive. Touched on the loop only, once it is made.
    private final class ReadingGate { weak var transfer: Transfer? }

    /// Sends the request and waits for the answer's head.
    func response() async throws -> HTTPSResponse {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let isTaken = driver.loop.execute { self.begin(continuation) }
                if !isTaken { continuation.resume(throwing: HTTPSError(.closed, "the client's loop has ended")) }
            }
        } onCancel: {
            driver.loop.execute { self.endNow(CancellationError()) }
        }
    }

    /// Ends the exchange wherever it is. From any thread, any number of times.
    func end() { driver.loop.execute { self.endNow(CancellationError()) } }

    private func begin(_ continuation: CheckedContinuation<HTTPSResponse, any Error>) {
        guard !isOver, let plan else { return continuation.resume(throwing: CancellationError()) }
        self.plan = nil
        waiter = continuation
        lastActivity = EventLoop.now()
        do { handle = try driver.add(self, plan, receiver) } catch { return endNow(error) }
        armIdleTimer(after: idleTimeout)
    }

    private var receiver: roost_curl_receiver {
        roost_curl_receiver(
            owner: Unmanaged.passUnretained(self).toOpaque(),
            line: { owner, bytes, count in
                let transfer = Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
                return transfer.didReadLine(UnsafeRawBufferPointer(start: bytes, count: count))
            },
            piece: { owner, bytes, count in
                let transfer = Unmanaged<Transfer>.fromOpaque(owner).takeUnretainedValue()
                return transfer.didReadPiece(UnsafeRawBufferPointer(start: bytes, count: count))
            }
        )
    }

    private func didReadLine(_ line: UnsafeRawBufferPointer) -> Bool {
        lastActivity = EventLoop.now()
        switch head.take(line) {
        case .reading: return true
        case .malformed:
            failure = HTTPSError(.malformedAnswer, "read the answer of \(origin): its head is malformed or too large")
            return false
        case .complete:
            hasHead = true
            let response = HTTPSResponse(status: head.status, fields: head.fields, body: body)
            waiter?.resume(returning: response)
            waiter = nil
            return true
        }
    }

    private func didReadPiece(_ bytes: UnsafeRawBufferPointer) -> Bool {
        lastActivity = EventLoop.now()
        isHeld = isPaused
        if !isHeld { body.push(bytes) }
        return !isHeld
    }

    /// The reader has enough, or wants more.
    private func setReading(_ on: Bool) {
        isPaused = !on
        guard on, isHeld, let handle else { return }
        isHeld = false
        lastActivity = EventLoop.now()
        roost_curl_resume(handle)
    }

    /// C has come to an end.
    func didEnd(_ ending: roost_curl_ending) {
        guard ending != ROOST_CURL_DONE || !hasHead else {
            body.finish()
            return endNow(CancellationError())
        }
        let words = handle.map { String(cString: roost_curl_words($0)) } ?? ""
        fail(failure ?? CurlEnding.error(ending, proxy.isTold(by: words) ? "" : words, origin))
    }

    /// Ends the exchange with an error, which goes to whoever waits.
    func fail(_ error: HTTPSError) {
        body.fail(HTTPError(error.code == .timedOut ? .timedOut : .disconnected, error.message))
        endNow(error)
    }

    private func endNow(_ error: any Error) {
        isOver = true
        timer?.cancel()
        timer = nil
        body.fail(HTTPError(.disconnected, "the exchange has been ended"))
        let waiting = waiter
        waiter = nil
        waiting?.resume(throwing: error)
        guard let handle else { return }
        self.handle = nil
        driver.remove(self, handle)
    }
}

extension Transfer {
    private func armIdleTimer(after delay: Duration) {
        guard handle != nil else { return }
        timer = driver.loop.schedule(after: delay) { [weak self] in self?.idleTimerFired() }
    }

    /// Fires at or before the deadline, which has moved if anything has: bytes have come or gone, or the reader is the one to wait for.
    private func idleTimerFired() {
        guard let handle else { return }
        let now = EventLoop.now()
        let sent = roost_curl_sent(handle)
        if isHeld || sent != sentBefore { lastActivity = now }
        sentBefore = sent
        let idle = Duration.nanoseconds(Int64(clamping: now &- lastActivity))
        guard idle >= idleTimeout else { return armIdleTimer(after: idleTimeout - idle) }
        fail(HTTPSError(.timedOut, "wait for \(origin): nothing has come for \(idleTimeout)"))
    }
}
