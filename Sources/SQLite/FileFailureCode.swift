/// The kinds of failure of a store that has a file, by the names that `DatabaseError` has for them.
package protocol FileFailureCode {
    static var full: Self { get }
    static var io: Self { get }
    static var newerSchema: Self { get }
    static var damaged: Self { get }
    static var inUse: Self { get }
}

extension FileFailureCode {
    /// What is wrong with the file, as the store tells it.
    package init(_ code: DatabaseError.Code) {
        self =
            switch code {
            case .full: .full
            case .io: .io
            case .newerSchema: .newerSchema
            case .damaged: .damaged
            case .inUse: .inUse
            }
    }
}
