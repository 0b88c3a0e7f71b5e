import EventLoop

/// A file of the checkout.
enum ProjectFile {
    static func text(_ path: String) throws -> String {
        let checkout = #filePath.split(separator: "/").dropLast(4).map { "/" + $0 }.joined()
        return String(decoding: try Files.read("\(checkout)/\(path)", upTo: 1 << 20), as: UTF8.self)
    }
}
