internal import CLinux
internal import Glibc

/// What this process has used. Every value blocks for a system call or a small read of /proc.
public enum OwnProcess {
    /// Processor time so far.
    public static var processorTime: Duration {
        var time = timespec()
        guard clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0 else { return .zero }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Bytes in memory.
    public static var residentBytes: Int? { ProcessMemory.resident(of: getpid()) }

    /// Gives memory that was used and freed back to the system, which malloc would keep for later. Blocks for some 100 µs.
    public static func returnFreeMemory() { roost_return_free_memory() }

    /// The same where more than `limit` bytes of memory are the process's own and hold nothing.
    ///
    /// - Returns: Whether they did.
    @discardableResult public static func returnFreeMemory(beyond limit: Int) -> Bool {
        guard let own = ProcessMemory.own(of: getpid()), own - Int(clamping: roost_allocated_bytes()) > limit else { return false }
        returnFreeMemory()
        return true
    }

    /// Descriptors that are open, the one for looking left out.
    public static var openDescriptors: Int { max(0, Files.entries(of: "/proc/self/fd").count - 1) }

    /// When it was started, in seconds since 1970; `nil` when /proc does not tell.
    public static var startTime: Double? {
        guard let stat = MachineMemory.text("/proc/self/stat"), let boot = MachineMemory.text("/proc/stat") else { return nil }
        // After the name, which may hold anything, the 20th field counts ticks since the machine was started.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        let seconds = boot.split(separator: "\n").first { $0.hasPrefix("btime ") }?.dropFirst(6)
        guard fields.count > 20, let ticks = Double(fields[20]), let start = seconds.flatMap({ Double($0) }) else { return nil }
        return start + ticks / Double(max(1, sysconf(Int32(_SC_CLK_TCK))))
    }
}
