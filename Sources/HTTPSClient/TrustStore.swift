/// Whose certificates are accepted: a file and a folder of certificate authorities, as OpenSSL reads them.
public struct TrustStore: Sendable, Hashable {
    /// A file of certificates in PEM form; without one, and without a folder, the system's list.
    public var file: String?
    /// A folder of hashed certificates; with a file alone there is none.
    public var folder: String?

    /// The system's list, or the named file and folder and nothing else.
    public init(file: String? = nil, folder: String? = nil) {
        self.file = file
        self.folder = folder
    }

    /// What `SSL_CERT_FILE` and `SSL_CERT_DIR` name, else the system's list.
    public init(environment: [String: String]) {
        file = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : $0 }
        folder = environment["SSL_CERT_DIR"].flatMap { $0.isEmpty ? nil : $0 }
    }
}
