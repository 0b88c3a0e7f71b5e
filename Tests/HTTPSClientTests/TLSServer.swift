import EventLoop
import TestSupport
import Testing

/// Certificates of a made-up authority, and servers that show them.
struct TLSServer: Sendable {
    let folder: String
    let loop: EventLoop

    /// Runs `body` with an authority whose certificate is in `authority.pem`.
    static func run<T: Sendable>(_ body: @escaping @Sendable (TLSServer, EventLoopGroup) async throws -> T) async throws -> T {
        try await withTemporaryFolder { folder in
            try await EventLoopGroup.run(count: 1) { group in
                let server = TLSServer(folder: folder, loop: group.loops[0])
                try await server.makeAuthority("authority")
                return try await body(server, group)
            }
        }
    }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    func makeAuthority(_ name: String) async throws {
        try await openssl(
            ["req", "-x509", "-subj", "/CN=\(name)", "-days", "2", "-out", path("\(name).pem")] + Self.newKey(path("\(name).key"))
        )
    }

    /// A certificate for `names`, as OpenSSL writes alternative names, that holds for so many days from now.
    func makeCertificate(_ name: String, for names: String, days: Int = 2) async throws {
        let key = Self.newKey(path("\(name).key"))
        try await openssl(["req", "-subj", "/CN=x", "-addext", "subjectAltName=\(names)", "-out", path("\(name).csr")] + key)
        let signing = ["-CA", path("authority.pem"), "-CAkey", path("authority.key"), "-copy_extensions", "copy", "-days", "\(days)"]
        try await openssl(["x509", "-req", "-in", path("\(name).csr"), "-out", path("\(name).pem")] + signing)
    }

    private static func newKey(_ path: String) -> [String] {
        ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", path]
    }

    private func openssl(_ arguments: [String]) async throws {
        let child = try await ChildProcess.spawn(ProcessCommand(executable: "/usr/bin/openssl", arguments: arguments), on: loop)
        let words = child.standardError.map { ByteTail(of: $0, limit: 4096) }
        defer { child.closeStreams() }
        let status = await child.exitStatus(within: .seconds(20))
        let complaint = await words?.text(within: .seconds(1)) ?? ""
        try #require(status == .exited(0), "openssl \(arguments.joined(separator: " ")): \(complaint)")
    }

    /// Runs `body` with the port of a server that shows the certificate `name` and answers `ok` to every POST.
    func serve<T: Sendable>(_ name: String, _ body: (Int) async throws -> T) async throws -> T {
        let arguments = ["-c", Self.program, path("\(name).pem"), path("\(name).key")]
        let child = try await ChildProcess.spawn(ProcessCommand(executable: "/usr/bin/python3", arguments: arguments), on: loop)
        let result: Result<T, any Error>
        do {
            var lines = ByteLines(child.standardOutput, limit: 100)
            let line = try await lines.next().map { String(decoding: $0, as: UTF8.self) } ?? ""
            let port: Int = try #require(Int(line))
            result = .success(try await body(port))
        } catch { result = .failure(error) }
        // The end of its input ends it.
        child.closeStreams()
        _ = await child.exitStatus(within: .seconds(10))
        return try result.get()
    }

    private static let program = """
        import http.server, os, ssl, sys, threading
        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_POST(self):
                self.rfile.read(int(self.headers.get("content-length", "0")))
                body = ("ok " + self.headers.get("x-api-key", "")).encode()
                self.send_response(200)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *rest):
                pass
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_address[1], flush=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
        os._exit(0)
        """
}
