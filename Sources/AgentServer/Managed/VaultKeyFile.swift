internal import Encryption
internal import EventLoop

/// The file of the key that vaults' tokens are sealed with: 64 hexadecimal digits. Its calls block.
enum VaultKeyFile {
    /// The key of a file that somebody has put there.
    ///
    /// - Throws: `ServerError` when it cannot be read or holds no key.
    static func read(_ path: String) throws(ServerError) -> EncryptionKey {
        let text: [UInt8]
        do { text = try Files.read(path, upTo: 1024) } catch {
            throw ServerError(.vaultKey, "cannot \(error), which ROOST_VAULT_KEY_FILE names; give a file this user can read")
        }
        guard let key = key(text) else {
            throw ServerError(.vaultKey, "\(path) holds no key; put 64 hexadecimal digits into it, such as openssl rand -hex 32 gives")
        }
        return key
    }

    /// The key of the server's own file, which is made with mode 0600 unless it is there.
    static func open(_ path: String) throws(ServerError) -> EncryptionKey {
        guard !Files.exists(path) else {
            do {
                if let key = key(try Files.read(path, upTo: 1024)) { return key }
            } catch { throw ServerError(.vaultKey, "cannot \(error); give it back to this user") }
            throw ServerError(
                .vaultKey,
                "\(path) holds no key any more; put it back from a backup, or remove it and the vaults' credentials"
            )
        }
        var randomness = SystemRandomNumberGenerator()
        let key = EncryptionKey(using: &randomness)
        do { try Files.replaceDurably(path, with: Array("\(text(key))\n".utf8)) } catch {
            throw ServerError(.vaultKey, "cannot keep a key for vaults: \(error)")
        }
        return key
    }

    private static func text(_ key: EncryptionKey) -> String {
        key.reveal().map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    private static func key(_ text: [UInt8]) -> EncryptionKey? {
        let digits = String(decoding: text, as: UTF8.self).filter { !$0.isWhitespace }.utf8.map {
            Int(String(UnicodeScalar($0)), radix: 16)
        }
        guard digits.count == 2 * EncryptionKey.length, digits.allSatisfy({ $0 != nil }) else { return nil }
        let values = digits.compactMap(\.self)
        return EncryptionKey(stride(from: 0, to: values.count, by: 2).map { UInt8(values[$0] << 4 | values[$0 + 1]) })
    }
}
