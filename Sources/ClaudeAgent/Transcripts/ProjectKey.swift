/// The name of the folder in which the CLI keeps the transcripts of one working directory (protocol notes 11).
public struct ProjectKey: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let text: String

    private static let longest = 200

    /// Names the folder of a working directory.
    ///
    /// Everything but ASCII letters and digits becomes a dash; a name of more than 200 is cut and ends in a hash of the path.
    /// - Parameter path: The canonical path: absolute, links resolved, in Unicode normal form C, as the CLI sees it.
    public init(canonicalPath path: String) {
        // JavaScript counts and replaces UTF-16 units, so an emoji becomes two dashes.
        let name = String(decoding: path.utf16.map(Self.safeUnit), as: Unicode.ASCII.self)
        text = name.utf8.count <= Self.longest ? name : "\(name.prefix(Self.longest))-\(Self.hash(path))"
    }

    /// The name.
    public var description: String { text }

    private static func safeUnit(_ unit: UInt16) -> UInt8 {
        switch unit {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: UInt8(unit)
        default: UInt8(ascii: "-")
        }
    }

    private static func hash(_ path: String) -> String {
        let value = path.utf16.reduce(Int32(0)) { ($0 << 5) &- $0 &+ Int32($1) }
        return String(value.magnitude, radix: 36)
    }
}
