internal import Glibc

/// How many processors there are.
public enum ProcessorCount {
    /// Loops for a server: one a processor, at most four, since agents need the processors more.
    public static var loops: Int { min(4, max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }
}
