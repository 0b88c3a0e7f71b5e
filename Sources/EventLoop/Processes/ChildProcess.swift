internal import CLinux
internal import CUV
internal import Glibc
internal import Synchronization

/// A running child: its streams, its signals, its end. Watched by pidfd, so no signal handler is involved.
///
/// The owner closes the streams and waits for the exit; a child that is let go is not ended by that.
/// `@unchecked Sendable`: `exit` and `waiters` are touched on the loop's thread only.
public final class ChildProcess: @unchecked Sendable {
    /// The process id, valid until `waitForExit` returns.
    public let pid: Int32
    /// Writes reach the child's standard input; `close` gives it end of file.
    public let standardInput: ByteStream
    /// The child's standard output.
    public let standardOutput: ByteStream
    /// The child's standard error, when the command asked for a pipe.
    public let standardError: ByteStream?
    /// Our end of the socket pair whose other end is the child's descriptor 3, when the command asked for one.
    public let control: ByteStream?

    private let loop: EventLoop
    private let pidfd: Int32
    private let poll = UnsafeMutablePointer<uv_poll_t>.allocate(capacity: 1)
    private var isWatched = false
    private var exit: ExitStatus?
    private var waiters: [LoopWaiter<ExitStatus>] = []

    /// Starts `command`; its streams live on `loop`.
    ///
    /// - Throws: `IOError` naming the program, for example when it does not exist or the system is out of processes.
    public static func spawn(_ command: ProcessCommand, on loop: EventLoop) async throws -> ChildProcess {
        let parts = try await BlockingExecutor.shared.run { try SpawnedParts.start(command) }
        do {
            // Not cut short by a cancellation: the child runs and must get its owner.
            return try await LoopWaiter<ChildProcess>(loop: loop).waitUncancelled { waiter in
                do { waiter.resume(returning: try adopt(parts, loop)) } catch { waiter.resume(throwing: error) }
            }
        } catch {
            await BlockingExecutor.shared.perform { parts.end() }
            throw error
        }
    }

    private static func adopt(_ parts: SpawnedParts, _ loop: EventLoop) throws -> ChildProcess {
        let streams = try parts.adoptStreams(on: loop)
        let child = ChildProcess(parts, streams, loop)
        do { try child.watch() } catch {
            child.closeStreams()
            throw error
        }
        return child
    }

    private init(_ parts: SpawnedParts, _ streams: SpawnedParts.Streams, _ loop: EventLoop) {
        self.loop = loop
        pid = parts.pid
        pidfd = parts.pidfd
        standardInput = streams.input
        standardOutput = streams.output
        standardError = streams.error
        control = streams.control
    }

    private func watch() throws {
        let result = uv_poll_init(loop.uv, poll, pidfd)
        guard result == 0 else { throw IOError.uv(result, "watch process \(pid)") }
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        isWatched = true
        uv_poll_start(poll, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<ChildProcess>.fromOpaque(data).takeUnretainedValue().reap()
        }
    }

    deinit {
        // Unwatched, the descriptor still belongs to `SpawnedParts`.
        if isWatched { Glibc.close(pidfd) }
        poll.deallocate()
    }

    private func reap() {
        var code: Int32 = 0
        var status: Int32 = 0
        let result = ChildRegistry.shared.removing(pid) { roost_pidfd_reap(pidfd, &code, &status) }
        guard result != 0 else { return }
        // Reaped by somebody else (-ECHILD): the status is lost, the end is certain.
        let ended: ExitStatus = result > 0 && code == CLD_EXITED ? .exited(status) : .signalled(result > 0 ? status : SIGKILL)
        exit = ended
        stopWatching()
        for waiter in waiters { waiter.resume(returning: ended) }
        waiters = []
    }

    private func stopWatching() {
        uv_poll_stop(poll)
        uv_close(asHandle(poll)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<ChildProcess>.fromOpaque(data).release()
        }
    }

    /// Waits until the child has ended and is reaped.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; the child is not touched by that. `IOError` with code `closed`
    ///   when its loop is shut down first.
    public func waitForExit() async throws -> ExitStatus {
        try await LoopWaiter<ExitStatus>(loop: loop).wait { waiter in
            if let exit = self.exit { return waiter.resume(returning: exit) }
            self.waiters.append(waiter)
            waiter.onEnd = { [weak self, weak waiter] in self?.waiters.removeAll { $0 === waiter } }
        }
    }

    /// Waits at most `limit` for the end, also in a task that is cancelled. `nil` when the child still runs then.
    public func exitStatus(within limit: Duration) async -> ExitStatus? {
        let waiter = LoopWaiter<ExitStatus>(loop: loop)
        return try? await waiter.waitUncancelled { waiter in
            if let exit = self.exit { return waiter.resume(returning: exit) }
            let timer = self.loop.schedule(after: limit) { waiter.resume(throwing: IOError(.timedOut, "wait for a process")) }
            self.waiters.append(waiter)
            waiter.onEnd = { [weak self, weak waiter] in
                timer.cancel()
                self?.waiters.removeAll { $0 === waiter }
            }
        }
    }

    /// Sends a signal to this very process, never to one that reuses its pid. An ended child ignores it.
    public func send(signal: Int32) {
        loop.execute {
            guard self.exit == nil else { return }
            _ = roost_pidfd_signal(self.pidfd, signal)
        }
    }

    /// Closes every stream to and from the child.
    public func closeStreams() {
        for stream in [standardInput, standardOutput, standardError, control] { stream?.close() }
    }
}

extension ChildProcess: LoopResident {
    func loopWillEnd() {
        stopWatching()
        let waiting = waiters
        waiters = []
        for waiter in waiting { waiter.resume(throwing: IOError(.closed, "wait for process \(pid)")) }
    }
}
