internal import Domain

/// What one call has used and cost.
struct Charge: Sendable, Hashable {
    let model: String
    let tokens: TokenUsage
    let cost: USD
}
