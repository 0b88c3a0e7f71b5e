internal import Encryption
internal import JSON

/// Seals tokens for the disk. What is sealed for one credential cannot be opened as another's.
struct SecretBox: Sendable {
    let key: EncryptionKey

    func seal(_ text: String, for credential: String) throws(ManagedError) -> JSONValue {
        var randomness = SystemRandomNumberGenerator()
        guard let sealed = key.seal(Array(text.utf8), context: Array(credential.utf8), using: &randomness) else { throw .internalError }
        return .string(Base64URL.encode(sealed))
    }

    /// `nil` when it was sealed with another key.
    func open(_ sealed: JSONValue?, for credential: String) -> String? {
        guard let sealed = sealed?.string, let bytes = Base64URL.decode(sealed.utf8) else { return nil }
        return key.open(bytes, context: Array(credential.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }
}
