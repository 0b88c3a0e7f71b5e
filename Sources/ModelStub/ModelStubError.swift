/// What went wrong while the offline model was set up or scripted.
///
/// Faults of a single request never appear here: they are answered in the Messages API's own error envelope.
public struct ModelStubError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of fault.
    public struct Code: Sendable, Hashable {
        private enum Base {
            case address
            case directive
            case script
        }
        private let base: Base

        /// The listen address is not one of this machine's loopback addresses, or cannot be read.
        public static let address = Self(base: .address)
        /// A `[[…]]` directive has an argument that makes no sense.
        public static let directive = Self(base: .directive)
        /// The script file is not of the documented form.
        public static let script = Self(base: .script)
    }

    /// The kind of fault.
    public let code: Code
    /// What failed, on what, why, and what to do next.
    public let message: String

    /// The message alone.
    public var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
