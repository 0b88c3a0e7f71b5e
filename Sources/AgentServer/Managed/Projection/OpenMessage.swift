internal import JSON

/// A message of the model that is being written, block by block. Pure.
struct OpenMessage: Sendable, Hashable {
    /// The API's id of it.
    let id: String
    /// Blocks until now.
    var count = 0
    /// The number of the first block of the present run of text.
    var runStart = 0
    /// The texts of that run.
    var texts: [String] = []
}

/// A request to the model that has been announced.
struct OpenRequest: Sendable, Hashable {
    /// The event that announced it.
    let event: String
    var tokens: ProjectedUsage.Tokens

    /// Takes in what later news say.
    mutating func update(_ usage: JSONValue?) { tokens = tokens.updated(by: usage) }
}
