import CSimdJSON

/// A number that keeps the exact text it was written with: `1.0` stays `1.0`, and 30 digits stay 30 digits.
///
/// Numbers are equal when their texts are equal.
public struct JSONNumber: Sendable, Hashable {
    /// The number as it stands in the document (RFC 8259 section 6).
    ///
    /// The one exception is `null`: what ``init(_:)-(Double)`` makes of NaN and the infinities, as `JSON.stringify` does.
    public let text: String

    /// Takes a text that is known to be a number.
    init(unchecked text: String) {
        self.text = text
    }

    /// Takes a number's text; nil when it is not one by RFC 8259 section 6 (`01`, `+1`, `.5`, `1.` and `NaN` are not).
    public init?(text: String) {
        let bytes = Array(text.utf8)
        let valid = bytes.withUnsafeBufferPointer { json_is_number($0.baseAddress, $0.count) }
        guard valid != 0 else { return nil }
        self.text = text
    }

    /// A whole number in decimal digits.
    public init(_ value: Int) {
        text = String(value)
    }

    /// A whole number in decimal digits.
    public init(_ value: UInt64) {
        text = String(value)
    }

    /// The shortest digits that read back as `value`, written as `JSON.stringify` does: `1`, `0.1`, `1e+21`, `5e-324`.
    ///
    /// NaN and the infinities have no JSON form and are written `null`.
    public init(_ value: Double) {
        text = value.isFinite ? DecimalText(value).text : "null"
    }

    /// The number as an `Int`; nil when it has a fraction or does not fit.
    ///
    /// `1.0` and `1e3` count as whole, within the ±2⁵³ in which a double is exact.
    public var int: Int? {
        if let exact = Int(text) { return exact }
        guard let value = Double(text), value.magnitude <= 0x1p53 else { return nil }
        let whole = Int(value)
        return Double(whole) == value ? whole : nil
    }

    /// The nearest double; infinite when the number is beyond its range, NaN for the text `null`.
    public var double: Double {
        Double(text) ?? .nan
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The number's text.
    public var description: String { text }
}
