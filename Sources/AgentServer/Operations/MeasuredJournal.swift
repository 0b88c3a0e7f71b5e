internal import Domain
internal import EventLoop
internal import Journal
internal import Telemetry

/// A journal whose operations are measured.
struct MeasuredJournal: Journal {
    private let base: any Journal
    private let metrics: ServerMetrics

    private static let backend = "sqlite"

    init(_ base: any Journal, _ metrics: ServerMetrics) {
        self.base = base
        self.metrics = metrics
    }

    func head(of session: SessionID) async throws(JournalError) -> JournalHead? {
        try await measure("head") { () async throws(JournalError) in try await base.head(of: session) }
    }

    func append(_ append: JournalAppend) async throws(JournalError) {
        let name = append.durability == .flushed ? "append_flushed" : "append"
        try await measure(name) { () async throws(JournalError) in try await base.append(append) }
    }

    func events(of session: SessionID, after number: Int, count: Int, byteLimit: Int) async throws(JournalError) -> [JournalEvent] {
        try await measure("events") { () async throws(JournalError) in
            try await base.events(of: session, after: number, count: count, byteLimit: byteLimit)
        }
    }

    func heads(after session: SessionID?, count: Int, isOpen: Bool?) async throws(JournalError) -> [JournalHead] {
        try await measure("heads") { () async throws(JournalError) in try await base.heads(after: session, count: count, isOpen: isOpen) }
    }

    func sessionCount() async throws(JournalError) -> Int { try await base.sessionCount() }

    func remove(_ session: SessionID) async throws(JournalError) -> Bool {
        try await measure("remove") { () async throws(JournalError) in try await base.remove(session) }
    }

    func close() async { await base.close() }

    private func measure<Value>(_ name: String, _ body: () async throws(JournalError) -> Value) async throws(JournalError) -> Value {
        let start = ContinuousClock.now
        do throws(JournalError) {
            let value = try await body()
            metrics.storeDurations.series(name, Self.backend).observe(ContinuousClock.now - start)
            return value
        } catch {
            metrics.storeErrors.add()
            throw error
        }
    }
}
