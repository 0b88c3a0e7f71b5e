internal import EventLoop

/// Where the server listens, by `--listen`, else `--port`.
struct ListenSetting: Sendable {
    private let values: SettingValues
    private let host: String

    init(_ invocation: Invocation) {
        values = invocation.values
        host = invocation.isImage ? "0.0.0.0" : "127.0.0.1"
    }

    /// Every address, at least one, each once.
    ///
    /// - Throws: `CommandError` naming the setting.
    func addresses() throws(CommandError) -> [SocketAddress] {
        var addresses: [SocketAddress] = []
        for given in values.given(.listen) {
            guard let address = ListenAddress.parse(given.text, host: host) else { throw given.refuse(ListenAddress.expected) }
            guard !addresses.contains(address) else { continue }
            addresses.append(address)
        }
        guard addresses.isEmpty else { return addresses }
        return [.ipv4(host: host, port: try values.number(.port, 0...65_535) ?? 8000)]
    }
}
