internal import CUV
internal import Glibc

/// A libuv loop on a thread of its own that Swift tasks can prefer as their executor.
///
/// Jobs queued from the loop's own thread cost an array append; jobs from elsewhere cost a lock and a wake-up.
/// Tasks that prefer the loop run on its thread only, so what they touch needs no further synchronisation.
///
/// `@unchecked Sendable`: every stored property but `inbox` is touched on the loop's thread only, after `start` has
/// handed the object to that thread; `inbox` is behind a mutex, and `uv_async_send` is documented as thread-safe.
public final class EventLoop: TaskExecutor, @unchecked Sendable {
    /// Bytes that one read of any stream of this loop may bring.
    static let readBufferSize = 64 * 1024

    let uv = UnsafeMutablePointer<uv_loop_t>.allocate(capacity: 1)
    let readBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: EventLoop.readBufferSize, alignment: 16)
    /// Work from elsewhere.
    let inbox = LoopInbox()
    let turnHandle = UnsafeMutablePointer<uv_prepare_t>.allocate(capacity: 1)
    let timerHandle = UnsafeMutablePointer<uv_timer_t>.allocate(capacity: 1)
    let busyHandle = UnsafeMutablePointer<uv_idle_t>.allocate(capacity: 1)
    /// Tasks that go on in the next round, and those of the present one.
    var jobs: [UnownedJob] = []
    var runningJobs: [UnownedJob] = []
    /// Streams that asked for a flush at the end of the turn.
    var unflushed: [ByteStream] = []
    /// Whether the poll does not wait.
    var isBusy = false
    /// Counts turns, so that a stream writes directly once a turn and coalesces the rest.
    var turn: UInt64 = 1
    var timers = TimerQueue()
    /// The deadline that `timerHandle` waits for; 0 for none.
    var armedDeadline: UInt64 = 0
    var isStopping = false
    var thread = pthread_t()

    init() {
        precondition(uv_loop_init(uv) == 0, "the system gave no epoll descriptor")
        let me = Unmanaged.passUnretained(self).toOpaque()
        uv_async_init(uv, inbox.wakeHandle) { handle in EventLoop.of(handle?.pointee.data).takeInbox() }
        uv_prepare_init(uv, turnHandle)
        uv_timer_init(uv, timerHandle)
        uv_idle_init(uv, busyHandle)
        inbox.wakeHandle.pointee.data = me
        turnHandle.pointee.data = me
        timerHandle.pointee.data = me
        busyHandle.pointee.data = me
        // libuv before 1.45 runs timers ahead of the poll; a prepare handle is the one place that is always right before it.
        uv_prepare_start(turnHandle) { handle in EventLoop.of(handle?.pointee.data).runTurn() }
    }

    deinit {
        turnHandle.deallocate()
        timerHandle.deallocate()
        busyHandle.deallocate()
        readBuffer.deallocate()
        uv.deallocate()
    }

    static func of(_ data: UnsafeMutableRawPointer?) -> EventLoop {
        guard let data else { preconditionFailure("a loop's handle without its loop") }
        return Unmanaged<EventLoop>.fromOpaque(data).takeUnretainedValue()
    }

    static let currentKey: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    /// The loop whose thread this is, if it is one.
    public static var current: EventLoop? {
        guard let pointer = pthread_getspecific(currentKey) else { return nil }
        return Unmanaged<EventLoop>.fromOpaque(pointer).takeUnretainedValue()
    }

    /// Whether the caller runs on this loop's thread.
    public var isCurrent: Bool { pthread_getspecific(Self.currentKey) == Unmanaged.passUnretained(self).toOpaque() }
}
