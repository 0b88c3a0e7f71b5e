/// The version of this program.
public enum ProgramVersion {
    /// Semantic version.
    public static let current = "0.1.0"
}
