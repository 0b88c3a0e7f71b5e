internal import Glibc

/// The time of day, which may jump: for what people and other programs read, never for measuring.
public enum WallClock {
    /// Microseconds since 1970.
    public static var microseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
