import ContractSuite
import Glibc
import JSON

/// `contract URL`: checks the HTTP contract against the server at URL.
@main
struct Contract {
    static func main() async {
        do {
            let arguments = try Arguments(Array(CommandLine.arguments.dropFirst()))
            exit(try await Contract.run(arguments) ? 0 : 1)
        } catch {
            let text = Array("contract: \(error)\n".utf8)
            _ = write(STDERR_FILENO, text, text.count)
            exit((error as? ContractError).map(status) ?? EX_SOFTWARE)
        }
    }

    /// As in sysexits.
    private static func status(_ error: ContractError) -> Int32 {
        switch error.code {
        case .usage: EX_USAGE
        case .unreachable: EX_UNAVAILABLE
        case .state: EX_DATAERR
        case .broken, .notApplicable: 1
        }
    }

    private static func run(_ arguments: Arguments) async throws -> Bool {
        try await ContractSuite.reach(arguments.baseURL)
        switch arguments.phase {
        case .all: return await checkAll(arguments)
        case .before(let file): return try await checkBefore(arguments, file)
        case .after(let file): return try await checkAfter(arguments, file)
        }
    }

    private static func checkAll(_ arguments: Arguments) async -> Bool {
        let reports = await ContractSuite.run(
            baseURL: arguments.baseURL,
            token: arguments.token,
            options: arguments.options,
            whenChecked: { show($0, arguments) }
        )
        return !reports.contains(where: \.isFailure)
    }

    private static func checkBefore(_ arguments: Arguments, _ file: String) async throws -> Bool {
        let (report, state) = await ContractSuite.beforeRestart(
            baseURL: arguments.baseURL,
            token: arguments.token,
            options: arguments.options
        )
        if let state { try StateFile(path: file).write(state) }
        show(report, arguments)
        return !report.isFailure
    }

    private static func checkAfter(_ arguments: Arguments, _ file: String) async throws -> Bool {
        let report = await ContractSuite.afterRestart(
            baseURL: arguments.baseURL,
            token: arguments.token,
            options: arguments.options,
            state: try StateFile(path: file).read()
        )
        show(report, arguments)
        return !report.isFailure
    }

    private static func show(_ report: Report, _ arguments: Arguments) {
        let line = arguments.isJSON ? report.json.serializedString() : oneLine(report.line)
        print(line)
        fflush(nil)
    }

    /// What a server sends must not move the cursor of whoever reads the report.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
