import Glibc

/// Sends a signal to a process.
func send(_ signal: Int32, to pid: Int32) { kill(pid, signal) }
