/// Lets a few through at once; the rest wait in line.
actor Turnstile {
    /// For runs of the real program: two cores bear two of them.
    static let claude = Turnstile(width: 2)

    private var free: Int
    private var line: [CheckedContinuation<Void, Never>] = []

    init(width: Int) { free = width }

    func pass<T: Sendable>(_ body: @Sendable () async throws -> T) async rethrows -> T {
        await enter()
        defer { leave() }
        return try await body()
    }

    private func enter() async {
        if free > 0 {
            free -= 1
        } else {
            await withCheckedContinuation { line.append($0) }
        }
    }

    private func leave() {
        if line.isEmpty {
            free += 1
        } else {
            line.removeFirst().resume()
        }
    }
}
