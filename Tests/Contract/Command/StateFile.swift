import ContractSuite
import Glibc
import JSON

/// The file between the two halves of the restart check.
struct StateFile {
    let path: String

    /// More than a state ever has.
    private static let limit = 64 * 1024

    func write(_ state: RestartState) throws(ContractError) {
        guard let file = fopen(path, "w") else { throw failure("write") }
        let isWritten = fputs(state.json.serializedString() + "\n", file) >= 0
        guard fclose(file) == 0, isWritten else { throw failure("write") }
    }

    func read() throws(ContractError) -> RestartState {
        guard let file = fopen(path, "r") else { throw failure("read") }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.limit)
        let count = fread(&bytes, 1, bytes.count, file)
        guard let json = try? JSONValue(parsing: bytes[..<count]) else {
            throw ContractError(.state, "\(path) holds no JSON: run --phase before first")
        }
        return try RestartState(json)
    }

    private func failure(_ verb: String) -> ContractError {
        ContractError(.state, "cannot \(verb) \(path): \(String(cString: strerror(errno)))")
    }
}
