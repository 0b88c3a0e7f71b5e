internal import CLinux
internal import Glibc

/// The descriptors of a child just started, before a loop takes them over.
struct SpawnedParts: Sendable {
    let pid: Int32
    let pidfd: Int32
    let standardInput: Int32
    let standardOutput: Int32
    let standardError: Int32?
    let control: Int32?

    /// Makes the pipes and starts the program. Blocks for about a millisecond.
    static func start(_ command: ProcessCommand) throws -> SpawnedParts {
        var plumbing = Plumbing()
        do {
            try plumbing.open(for: command)
            let (pid, pidfd) = try spawn(command, plumbing)
            plumbing.closeChildEnds()
            return SpawnedParts(
                pid: pid,
                pidfd: pidfd,
                standardInput: plumbing.input.parent,
                standardOutput: plumbing.output.parent,
                standardError: plumbing.error.map(\.parent),
                control: plumbing.control.map(\.parent)
            )
        } catch {
            plumbing.closeAll()
            throw error
        }
    }

    /// The child's streams.
    struct Streams {
        let input: ByteStream
        let output: ByteStream
        let error: ByteStream?
        let control: ByteStream?
    }

    /// Hands the descriptors to a loop, all or none. On the loop only.
    func adoptStreams(on loop: EventLoop) throws -> Streams {
        var descriptors = [standardInput, standardOutput, standardError, control]
        var streams: [ByteStream?] = []
        do {
            while !descriptors.isEmpty {
                let descriptor = descriptors.removeFirst()
                streams.append(try descriptor.map { try .adoptingPipe($0, on: loop) })
            }
        } catch {
            for stream in streams { stream?.close() }
            for case let descriptor? in descriptors { Glibc.close(descriptor) }
            throw error
        }
        guard let input = streams[0], let output = streams[1] else { preconditionFailure("a child without its pipes") }
        return Streams(input: input, output: output, error: streams[2], control: streams[3])
    }

    /// Ends a child that nobody can own, and takes it out of the process table. Blocks until it has ended.
    func end() {
        Self.end(pid)
        Glibc.close(pidfd)
    }

    private static func end(_ pid: Int32) {
        kill(pid, SIGKILL)
        roost_await_end(pid)
        _ = ChildRegistry.shared.removing(pid) { roost_reap(pid) }
    }

    private static func spawn(_ command: ProcessCommand, _ plumbing: Plumbing) throws -> (Int32, Int32) {
        let arguments = CStringArray([command.executable] + command.arguments)
        let environment = CStringArray(command.environment.map { "\($0.key)=\($0.value)" })
        var pid: Int32 = 0
        let failure = command.executable.withCString { path in
            withOptionalCString(command.workingDirectory) { directory in
                var plan = roost_spawn_plan(
                    path: path,
                    argv: arguments.pointer,
                    envp: environment.pointer,
                    working_directory: directory,
                    descriptors: plumbing.childDescriptors(command.lock?.descriptor ?? -1),
                    starts_session: command.startsSession
                )
                return ChildRegistry.shared.adding {
                    let failure = roost_spawn(&plan, &pid)
                    return (failure, failure == 0 ? pid : nil)
                }
            }
        }
        guard failure == 0 else { throw IOError(.system(failure), "start \(command.executable)") }
        let pidfd = roost_pidfd_open(pid)
        guard pidfd >= 0 else {
            end(pid)
            throw IOError(.system(-pidfd), "watch \(command.executable)")
        }
        return (pid, pidfd)
    }
}

private func withOptionalCString<T>(_ text: String?, _ body: (UnsafePointer<CChar>?) -> T) -> T {
    guard let text else { return body(nil) }
    return text.withCString(body)
}

/// Both ends of each of a child's channels.
private struct Plumbing {
    struct Channel {
        let parent: Int32
        let child: Int32
    }

    var input = Channel(parent: -1, child: -1)
    var output = Channel(parent: -1, child: -1)
    var error: Channel?
    var control: Channel?

    mutating func open(for command: ProcessCommand) throws {
        input = try Self.pipe(parentWrites: true)
        output = try Self.pipe(parentWrites: false)
        if command.pipesStandardError { error = try Self.pipe(parentWrites: false) }
        if command.opensControlSocket { control = try Self.socketPair() }
    }

    func childDescriptors(_ lock: Int32) -> (Int32, Int32, Int32, Int32, Int32) {
        (input.child, output.child, error?.child ?? -1, control?.child ?? -1, lock)
    }

    private static func pipe(parentWrites: Bool) throws -> Channel {
        var read: Int32 = -1
        var write: Int32 = -1
        let failure = roost_pipe(&read, &write, parentWrites ? 1 : 0)
        guard failure == 0 else { throw IOError(.system(failure), "make a pipe") }
        return parentWrites ? Channel(parent: write, child: read) : Channel(parent: read, child: write)
    }

    private static func socketPair() throws -> Channel {
        var first: Int32 = -1
        var second: Int32 = -1
        let failure = roost_socketpair(&first, &second)
        guard failure == 0 else { throw IOError(.system(failure), "make a socket pair") }
        return Channel(parent: first, child: second)
    }

    private var channels: [Channel] { [input, output, error, control].compactMap(\.self) }

    func closeChildEnds() {
        for channel in channels where channel.child >= 0 { Glibc.close(channel.child) }
    }

    func closeAll() {
        closeChildEnds()
        for channel in channels where channel.parent >= 0 { Glibc.close(channel.parent) }
    }
}

/// A NULL-terminated array of C strings, freed with its owner.
private final class CStringArray {
    let pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointer = .allocate(capacity: count + 1)
        for (index, string) in strings.enumerated() { pointer[index] = strdup(string) }
        pointer[count] = nil
    }

    deinit {
        for index in 0..<count { free(pointer[index]) }
        pointer.deallocate()
    }
}
