internal import EventLoop
internal import JSON
internal import Telemetry

/// What a running server leaves in its data folder, so that others find it: `<data root>/roost/server.json`, mode 0600.
///
///     {"pid": 17, "listen": ["127.0.0.1:8000", "unix:/run/roost.sock"], "version": "0.1.0",
///      "admin_socket": "/data/roost/admin.sock"}
///
/// It is written when the server listens and removed when it stops. A killed server leaves it behind, for the next one to replace.
public struct ServerFile: Sendable, Hashable {
    /// The server's process, as its own process namespace counts.
    public let pid: Int32
    /// Where it listens, at least one address, each as `SocketAddress.description` has it.
    public let listen: [String]
    /// The version of its program.
    public let version: String
    /// The socket on which it answers `roost session`; none where it could not be made.
    public internal(set) var adminSocket: String?

    private static let limit = 64 * 1024

    init(pid: Int32, listen: [String], version: String, adminSocket: String? = nil) {
        self.pid = pid
        self.listen = listen
        self.version = version
        self.adminSocket = adminSocket
    }

    /// What the server of a data folder has left; nil when there is none, or nothing that can be used. Blocks for a small read.
    public init?(in root: String) {
        guard let bytes = try? Files.read(Self.path(in: root), upTo: Self.limit), let json = try? JSONValue(parsing: bytes) else {
            return nil
        }
        guard let pid = json["pid"]?.int.flatMap({ Int32(exactly: $0) }), let version = json["version"]?.string else { return nil }
        let listen = (json["listen"]?.array ?? []).compactMap(\.string)
        guard !listen.isEmpty else { return nil }
        self.init(pid: pid, listen: listen, version: version, adminSocket: json["admin_socket"]?.string)
    }

    /// Writes it in one step. A server that cannot serves nevertheless: the file is for others.
    func write(in root: String, _ log: Logger) async {
        let path = Self.path(in: root)
        do {
            try await BlockingExecutor.shared.run { try Files.replaceDurably(path, with: bytes) }
        } catch {
            log.warning("roost health will not find this server by its data folder", [("error", .string("\(error)"))])
        }
    }

    /// Removes what a server has left; absent is fine.
    static func remove(in root: String) async {
        await BlockingExecutor.shared.perform { Files.removeIfPresent(path(in: root)) }
    }

    private static func path(in root: String) -> String { "\(root)/roost/server.json" }

    private var bytes: [UInt8] {
        let addresses = JSONValue.array(listen.map { .string($0) })
        var json: JSONObject = ["pid": .number(JSONNumber(Int(pid))), "listen": addresses, "version": .string(version)]
        if let adminSocket { json.append("admin_socket", .string(adminSocket)) }
        return JSONValue.object(json).serialized() + [0x0A]
    }
}
