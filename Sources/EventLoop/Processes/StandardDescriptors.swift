internal import Glibc

/// Descriptors 0 to 2.
public enum StandardDescriptors {
    /// Opens /dev/null for each of 0 to 2 that the caller of this program has closed.
    ///
    /// Call it before anything is opened: what is opened in their place would be taken for standard input or output, by this
    /// program and by its libraries.
    public static func fill() {
        var descriptor: Int32
        repeat { descriptor = open("/dev/null", O_RDWR | O_CLOEXEC) } while (STDIN_FILENO...STDERR_FILENO).contains(descriptor)
        if descriptor > STDERR_FILENO { close(descriptor) }
    }
}
