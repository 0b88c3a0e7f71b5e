/// What a store's file has to be.
package struct DatabaseForm: Sendable {
    /// What the file is, in words for errors.
    package let name: String
    /// Tells the store's files from other SQLite files.
    package let applicationID: Int
    /// The steps from one form of the file to the next: step `n`, counted from 0, leads to schema version `n + 1`. Each is one transaction; a
    /// released one never changes.
    package let steps: [String]

    /// A form.
    package init(name: String, applicationID: Int, steps: [String]) {
        self.name = name
        self.applicationID = applicationID
        self.steps = steps
    }
}
