/// What the imitated program says of itself.
enum Release {
    static let version = "2.1.327"
    static let model = "claude-opus-5-5"
}
