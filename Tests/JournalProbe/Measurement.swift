internal import Domain
internal import Glibc
internal import Journal
internal import JournalSQLite

/// How quick appends are, and what an idle journal costs: `measure <path> <writers> <appends each> committed|flushed`.
struct Measurement {
    let path: String
    let writers: Int
    let appends: Int
    let durability: Durability

    init?(_ arguments: [String]) {
        guard arguments.count == 4, let writers = Int(arguments[1]), let appends = Int(arguments[2]) else { return nil }
        path = arguments[0]
        self.writers = writers
        self.appends = appends
        durability = arguments[3] == "flushed" ? .flushed : .committed
    }

    /// Appends one frame of 1,000 bytes at a time to a session for each writer, and prints what that took.
    func run() async throws {
        let before = Self.residentKilobytes
        let journal = try await SQLiteJournal.open(at: path)
        let idle = Self.residentKilobytes
        let (start, processor) = (ContinuousClock.now, clock())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<writers { group.addTask { try await write(index, journal) } }
            try await group.waitForAll()
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let each = Double(clock() - processor) / Double(writers * appends)
        let rate = Int(Double(writers * appends) / seconds)
        print("\(writers) writers, \(durability): \(rate) appends/s, \(Int(each * 10) / 10) µs processor time each")
        print("resident: \(before) KB before opening, \(idle) KB open, \(Self.residentKilobytes) KB after the appends")
        await journal.close()
    }

    private func write(_ index: Int, _ journal: SQLiteJournal) async throws {
        guard let session = SessionID("measured\(index)") else { return }
        let head = try await journal.head(of: session)
        let log = SessionLog(journal: journal, session: session, fence: journal.fence, head: head, now: { 0 })
        let draft = JournalDraft(.frame, body: Array(repeating: 0x61, count: 1000))
        for _ in 0..<appends { _ = try await log.append([draft], durability: durability) }
    }

    private static var residentKilobytes: Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4
    }
}
