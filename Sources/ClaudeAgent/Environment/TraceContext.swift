/// A W3C trace context, handed to the CLI as `TRACEPARENT` and `TRACESTATE` (protocol notes 2.2, hosting contract D2).
public struct TraceContext: Sendable, Hashable {
    /// `00-<32 hex>-<16 hex>-<2 hex>`.
    public let traceParent: String
    /// Vendor data, when there is any.
    public let traceState: String?

    /// Takes the two header values of a request.
    ///
    /// `nil` when `traceParent` has not the W3C form, all digits lower case and neither id zero. A `traceState` that breaks the
    /// W3C limits is left out, as W3C Trace Context 3.3 asks.
    public init?(traceParent: String, traceState: String? = nil) {
        guard Self.isValid(traceParent) else { return nil }
        self.traceParent = traceParent
        self.traceState = traceState.flatMap { Self.isValidState($0) ? $0 : nil }
    }

    private static func isValid(_ text: String) -> Bool {
        let parts = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].count == 2, parts[1].count == 32, parts[2].count == 16, parts[3].count == 2 else { return false }
        guard parts[0...3].allSatisfy({ $0.allSatisfy(isLowerHexDigit) }) else { return false }
        let isZero = { (part: Substring.UTF8View) in part.allSatisfy { $0 == UInt8(ascii: "0") } }
        guard !isZero(parts[1]), !isZero(parts[2]) else { return false }
        // Version 00 has exactly four fields; a later version may add some; ff is not a version.
        return parts[0].elementsEqual("00".utf8) ? parts.count == 4 : !parts[0].elementsEqual("ff".utf8)
    }

    private static func isLowerHexDigit(_ byte: UInt8) -> Bool {
        UUIDText.isHexDigit(byte) && !(UInt8(ascii: "A")...UInt8(ascii: "F")).contains(byte)
    }

    private static func isValidState(_ text: String) -> Bool {
        let members = text.utf8.split(separator: UInt8(ascii: ","))
        return !members.isEmpty && members.count <= 32 && text.utf8.count <= 512 && members.allSatisfy { $0.contains(UInt8(ascii: "=")) }
            && text.utf8.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 }
    }
}
