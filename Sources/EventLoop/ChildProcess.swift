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
    private var exit: ExitStatus?
    private var waiters: [LoopWaiter<ExitStatus>] = []

    /// Starts `command`; its streams live on `loop`.
    ///
    /// - Throws: `IOError` naming the program, for example when it does not exist or the system is out of processes.
    public static func spawn(_ command: ProcessCommand, on loop: EventLoop) async throws -> ChildProcess {
        let parts = try await BlockingExecutor.shared.run { try SpawnedParts.start(command) }
        // Also in a cancelled task: a child that runs has an owner in any case.
        return try await LoopWaiter<ChildProcess>(loop: loop).waitUncancelled { waiter in
            do { waiter.resume(returning: try adopt(parts, loop)) } catch { waiter.resume(throwing: error) }
        }
    }

    /// Takes over all of a child or nothing: a child whose streams cannot be had is ended.
    private static func adopt(_ parts: SpawnedParts, _ loop: EventLoop) throws -> ChildProcess {
        var streams: [ByteStream] = []
        for (index, descriptor) in parts.descriptors.enumerated() {
            do {
                streams.append(try .adoptingPipe(descriptor, on: loop))
            } catch {
                for stream in streams { stream.close() }
                parts.abandon(closing: parts.descriptors[(index + 1)...])
                throw error
            }
        }
        return ChildProcess(parts, streams, loop)
    }

    private init(_ parts: SpawnedParts, _ streams: [ByteStream], _ loop: EventLoop) {
        self.loop = loop
        pid = parts.pid
        pidfd = parts.pidfd
        standardInput = streams[0]
        standardOutput = streams[1]
        standardError = parts.standardError == nil ? nil : streams[2]
        control = parts.control == nil ? nil : streams.last
        uv_poll_init(loop.uv, poll, pidfd)
        poll.pointee.data = Unmanaged.passRetained(self).toOpaque()
        uv_poll_start(poll, Int32(UV_READABLE.rawValue)) { handle, _, _ in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<ChildProcess>.fromOpaque(data).takeUnretainedValue().reap()
        }
    }

    deinit {
        Glibc.close(pidfd)
        poll.deallocate()
    }

    private func reap() {
        var code: Int32 = 0
        var status: Int32 = 0
        let result = roost_pidfd_reap(pidfd, &code, &status)
        guard result != 0 else { return }
        // Reaped by somebody else (-ECHILD): the status is lost, the end is certain.
        let ended: ExitStatus = result > 0 && code == CLD_EXITED ? .exited(status) : .signalled(result > 0 ? status : SIGKILL)
        ChildRegistry.shared.remove(pid)
        exit = ended
        uv_poll_stop(poll)
        uv_close(asHandle(poll)) { handle in
            guard let data = handle?.pointee.data else { return }
            Unmanaged<ChildProcess>.fromOpaque(data).release()
        }
        for waiter in waiters { waiter.resume(returning: ended) }
        waiters = []
    }

    /// Waits until the child has ended and is reaped.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; the child is not touched by that.
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
