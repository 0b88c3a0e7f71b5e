import CLinux
import Glibc
import Testing

/// The numbers that a child's descriptors have in this process.
@Suite struct SpawnDescriptorsTests {
    private static func target(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 256)
        let count = readlink("/proc/self/fd/\(descriptor)", &bytes, bytes.count)
        return String(decoding: bytes[..<max(0, count)], as: UTF8.self)
    }

    private static func text(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 4096)
        var all: [UInt8] = []
        while case let count = read(descriptor, &bytes, bytes.count), count > 0 { all += bytes[..<count] }
        return String(decoding: all, as: UTF8.self)
    }

    /// Starts `script` with these descriptors, waits for its end, and gives the status.
    private static func run(_ script: String, _ descriptors: (Int32, Int32, Int32, Int32, Int32)) throws -> Int32 {
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/sh"), strdup("-c"), strdup(script), nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin"), nil]
        defer { (words + environment).forEach { free($0) } }
        var pid: pid_t = 0
        let failure = words.withUnsafeMutableBufferPointer { words in
            environment.withUnsafeMutableBufferPointer { environment -> Int32 in
                guard let path = words[0], let words = words.baseAddress, let environment = environment.baseAddress else { return EINVAL }
                var plan = roost_spawn_plan(
                    path: path,
                    argv: words,
                    envp: environment,
                    working_directory: nil,
                    descriptors: descriptors,
                    starts_session: true
                )
                return roost_spawn(&plan, &pid)
            }
        }
        try #require(failure == 0)
        var status: Int32 = 0
        waitpid(pid, &status, 0)
        return status
    }

    /// Each of these is overwritten in the child before it is used, if nobody cares.
    @Test func sourcesMayBeNumbersThatTheChildUsesForOthers() throws {
        var ends: [Int32] = [0, 0]
        var others: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0 && pipe(&others) == 0)
        defer { for descriptor in [ends[0]] + others { close(descriptor) } }
        let script = "for n in 0 1 2 3; do file=$(readlink /proc/$$/fd/$n); echo \"$file\" >&4; done; test ! -e /proc/$$/fd/5"
        let (input, output, errors) = (Self.target(0), Self.target(1), Self.target(2))
        #expect(try Self.run(script, (others[0], 2, 1, 0, ends[1])) == 0)
        close(ends[1])
        #expect(Self.text(ends[0]) == [Self.target(others[0]), errors, output, input].map { $0 + "\n" }.joined())
    }

    @Test func aSourceMayHaveTheChildsOwnNumber() throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let script = "for n in 0 1 2; do file=$(readlink /proc/$$/fd/$n); echo \"$file\" >&3; done"
        let expected = (0...2).map { Self.target($0) + "\n" }.joined()
        #expect(try Self.run(script, (0, 1, 2, ends[1], -1)) == 0)
        close(ends[1])
        #expect(Self.text(ends[0]) == expected)
    }
}
