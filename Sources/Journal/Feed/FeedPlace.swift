/// How far a follower has come.
struct FeedPlace: Sendable, Equatable {
    /// The number of the last event that it was given.
    var event: Int
    /// The number of the last transient that it was given; `nil` for one that takes none.
    var transient: Int?
}
