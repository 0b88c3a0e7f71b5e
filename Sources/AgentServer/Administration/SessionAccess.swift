internal import Domain
public import EventLoop
internal import HTTP
public import JSON
internal import JournalSQLite

/// The sessions of a data folder, for the commands of whoever owns it: asked of the server where one runs, else read by this process,
/// which then holds the folder's lock.
public struct SessionAccess: Sendable {
    private enum Way: Sendable {
        case server(HTTPClient)
        case own(SessionService)
    }

    private let way: Way

    /// How long the server may take to answer: no request takes longer than to end one session's turn and process, and to prune.
    private static let answerTime = Duration.seconds(120)
    /// How long somebody else may hold the folder who is no server: another command, or a server that starts or stops.
    private static let waitingTime = Duration.seconds(5)
    private static let answerLimit = 64 << 20

    /// Calls `body` with the sessions of the data folder at `path`.
    ///
    /// - Throws: `SessionRefusal` when there is no such folder, `ServerError` when another process holds it and answers nothing, `JournalError`.
    public static func with<Value>(_ path: String, on loop: EventLoop, _ body: (SessionAccess) async throws -> Value) async throws -> Value
    {
        let clock = ServerClock(loop)
        while true {
            if let client = await server(of: path, loop) { return try await body(SessionAccess(way: .server(client))) }
            let root: DataRoot
            do { root = try await open(path) } catch let error as ServerError where error.code == .dataFolderInUse {
                guard clock.now < waitingTime else { throw error }
                try await clock.sleep(for: .milliseconds(50))
                continue
            }
            return try await serve(root, clock, body)
        }
    }

    /// Asks.
    ///
    /// - Throws: `SessionRefusal`; `IOError`, `HTTPError` when the server does not answer.
    public func ask(_ request: SessionRequest) async throws -> JSONValue {
        switch way {
        case .own(let service): return try await service.answer(request)
        case .server(let client):
            let (method, target, body) = request.wire
            let fields = body == nil ? [] : [("Content-Type", "application/json")]
            let answer = try await client.send(method, target, fields: fields, body: body, headDeadline: Self.answerTime)
            defer { answer.close() }
            let json = try JSONValue(parsing: try await answer.body.collect(upTo: Self.answerLimit))
            guard answer.status == .ok else { throw SessionRefusal(answer.status, json["detail"]?.string ?? "") }
            return json
        }
    }

    /// The server that holds the folder, if one answers.
    private static func server(of path: String, _ loop: EventLoop) async -> HTTPClient? {
        let named = await BlockingExecutor.shared.perform { ServerFile(in: path)?.adminSocket }
        let usual = await BlockingExecutor.shared.perform { AdministrationSocket.usualPath(in: (try? Files.canonical(path)) ?? path) }
        for socket in [named, usual].compactMap({ $0 }) {
            guard let stream = try? await ByteStream.connect(to: .unix(path: socket), on: loop, deadline: .seconds(5)) else { continue }
            stream.close()
            return HTTPClient(address: .unix(path: socket), loop: loop)
        }
        return nil
    }

    /// A folder that is not there is not made.
    private static func open(_ path: String) async throws -> DataRoot {
        guard await BlockingExecutor.shared.perform({ Files.exists("\(path)/roost") }) else {
            throw SessionRefusal(.unknown, "there are no sessions in \(path); name the server's data folder with --data")
        }
        return try await DataRoot.open(path)
    }

    private static func serve<Value>(
        _ root: DataRoot,
        _ clock: ServerClock,
        _ body: (SessionAccess) async throws -> Value
    ) async throws -> Value {
        let result: Result<Value, any Error>
        do {
            let map = try await BlockingExecutor.shared.run { try CookbookMap(in: root.path) }
            let journal = try await SQLiteJournal.open(at: "\(root.path)/roost/journal.sqlite3")
            let files = SessionFiles(root: root, cookbook: map)
            do {
                result = .success(
                    try await SessionRecords.with(root) { records in
                        let service = SessionService(journal: journal, files: files, hosts: nil, clock: clock, records: records)
                        return try await body(SessionAccess(way: .own(service)))
                    }
                )
            } catch { result = .failure(error) }
            await journal.close()
        } catch { result = .failure(error) }
        await root.close()
        return try result.get()
    }
}
