internal import CLinux
internal import CUV
internal import Glibc

/// The loop's thread from its start to its end.
extension EventLoop {
    func start(named name: String) {
        final class Launch {
            let loop: EventLoop
            let name: String
            init(loop: EventLoop, name: String) {
                self.loop = loop
                self.name = name
            }
        }
        let launch = Unmanaged.passRetained(Launch(loop: self, name: name)).toOpaque()
        var created = pthread_t()
        let failed = pthread_create(
            &created,
            nil,
            { argument in
                guard let argument else { return nil }
                let launch = Unmanaged<Launch>.fromOpaque(argument).takeRetainedValue()
                roost_name_thread(launch.name)
                launch.loop.run()
                return nil
            },
            launch
        )
        precondition(failed == 0, "the system gave no thread")
        thread = created
    }

    /// Blocks until the loop's thread has ended. Called off the loop.
    func join() { pthread_join(thread, nil) }

    private func run() {
        pthread_setspecific(Self.currentKey, Unmanaged.passUnretained(self).toOpaque())
        blockBrokenPipeSignal()
        runTurn()
        while !isStopping { uv_run(uv, UV_RUN_DEFAULT) }
        repeat {
            for resident in residents() { resident.loopWillEnd() }
            uv_run(uv, UV_RUN_NOWAIT)
        } while !residents().isEmpty || !jobs.isEmpty || !inbox.close()
        closeHandles()
        uv_run(uv, UV_RUN_DEFAULT)
        precondition(uv_loop_close(uv) == 0, "a handle outlived its loop")
    }

    /// A write to a peer that has gone must fail with EPIPE; libuv leaves the signal, which would end the process, to us.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    private func closeHandles() {
        for handle in [asHandle(inbox.wakeHandle), asHandle(turnHandle), asHandle(timerHandle), asHandle(busyHandle)] {
            uv_close(handle, nil)
        }
    }

    /// What is open on the loop besides its own handles.
    private func residents() -> [any LoopResident] {
        var found: [any LoopResident] = []
        withUnsafeMutablePointer(to: &found) { list in
            uv_walk(
                uv,
                { handle, list in
                    guard let handle, uv_is_closing(handle) == 0, let data = handle.pointee.data else { return }
                    // Every handle's data is a native Swift object, retained until its close callback.
                    guard let resident = Unmanaged<AnyObject>.fromOpaque(data).takeUnretainedValue() as? any LoopResident else { return }
                    list?.assumingMemoryBound(to: [any LoopResident].self).pointee.append(resident)
                },
                list
            )
        }
        return found
    }

    /// Ends the loop after the work queued so far. Tasks that prefer it must have ended; streams still open are closed.
    func stop() {
        execute {
            self.isStopping = true
            uv_stop(self.uv)
        }
    }
}
