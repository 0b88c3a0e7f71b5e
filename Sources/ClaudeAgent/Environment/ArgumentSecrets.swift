/// The values among a program's arguments whose flags say that they are secret.
enum ArgumentSecrets {
    private static let words = ["key", "token", "secret", "password", "passphrase", "credential", "authorization", "header"]

    /// `x` of `--api-key=x` and of `--api-key x`.
    static func all(in arguments: [String]) -> [String] {
        var secrets: [String] = []
        var isValue = false
        for argument in arguments {
            if isValue, !argument.hasPrefix("-") { secrets.append(argument) }
            let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let isSecret = soundsSecret(parts[0])
            if isSecret, parts.count == 2 { secrets.append(String(parts[1])) }
            isValue = isSecret && parts.count == 1
        }
        return secrets
    }

    private static func soundsSecret(_ flag: Substring) -> Bool {
        guard flag.hasPrefix("-") else { return false }
        let flag = flag.lowercased()
        return words.contains { flag.contains($0) }
    }
}
