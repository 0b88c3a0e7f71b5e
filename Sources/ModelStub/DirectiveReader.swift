import JSON

/// Turns a directive's argument into its meaning.
enum DirectiveReader {
    /// The longest wait, count and size a prompt may order: a stub must end even when a test is wrong.
    static let longestWait = 600_000
    static let mostChunks = 100_000
    static let largestAnswer = 32 << 20

    /// The directives of a text, in order.
    /// - Throws: `ModelStubError` with code `directive` at the first one with a bad argument.
    static func directives(in scan: DirectiveScanner) throws(ModelStubError) -> [Directive] {
        var list: [Directive] = []
        for found in scan.found {
            list.append(try directive(found))
        }
        return list
    }

    private static func directive(_ found: DirectiveScanner.Found) throws(ModelStubError) -> Directive {
        switch found.name {
        case .tool, .also, .later: return try call(found)
        case .search: return .search(try words(found))
        case .think: return .think(try words(found))
        case .text: return .text(try words(found))
        case .size: return .size(try number(found, upTo: largestAnswer))
        case .echoSystem: return .echoSystem
        case .echoTools: return .echoTools
        case .remember: return .remember
        case .slow: return .slow(.milliseconds(try number(found, upTo: longestWait)))
        case .stall: return .stall(.milliseconds(try number(found, upTo: longestWait)))
        case .chunks: return .chunks(try number(found, upTo: mostChunks))
        case .usage: return .usage(try usage(found))
        case .stop: return .stop(try words(found))
        case .refuse: return .refuse
        case .error, .drop, .dropMid, .streamError: return .fault(try FaultReader.fault(found))
        }
    }

    private static func call(_ found: DirectiveScanner.Found) throws(ModelStubError) -> Directive {
        let parts = found.argument.split(maxSplits: 1) { $0.isWhitespace }
        guard let name = parts.first.map(String.init) else {
            throw fault(found, "name a tool, for example [[tool:Bash {\"command\":\"ls\"}]]")
        }
        let input = try object(parts.count > 1 ? String(parts[1]) : "{}", found)
        return switch found.name {
        case .also: .also(name: name, input: input)
        case .later: .later(name: name, input: input)
        default: .tool(name: name, input: input)
        }
    }

    private static func object(_ text: String, _ found: DirectiveScanner.Found) throws(ModelStubError) -> JSONObject {
        guard let object = (try? JSONValue(parsing: text))?.object else {
            throw fault(found, "what follows the tool's name must be a JSON object")
        }
        return object
    }

    private static func words(_ found: DirectiveScanner.Found) throws(ModelStubError) -> String {
        guard !found.argument.isEmpty else { throw fault(found, "write [[\(found.name.rawValue):…]] with something after the colon") }
        return found.argument
    }

    private static func number(_ found: DirectiveScanner.Found, upTo bound: Int) throws(ModelStubError) -> Int {
        guard let number = Int(found.argument), (0...bound).contains(number) else {
            throw fault(found, "give a whole number from 0 to \(bound)")
        }
        return number
    }

    private static func usage(_ found: DirectiveScanner.Found) throws(ModelStubError) -> UsageOverride {
        let numbers = found.argument.split(separator: ",").map { Int($0) ?? -1 }
        guard numbers.count == 2 || numbers.count == 4, numbers.allSatisfy({ (0...1_000_000_000).contains($0) }) else {
            throw fault(found, "give [[usage:IN,OUT]] or [[usage:IN,OUT,CACHE_READ,CACHE_WRITE]] in tokens")
        }
        let cache = numbers.dropFirst(2)
        return UsageOverride(input: numbers[0], output: numbers[1], cacheRead: cache.first ?? 0, cacheWrite: cache.last ?? 0)
    }

    static func fault(_ found: DirectiveScanner.Found, _ advice: String) -> ModelStubError {
        ModelStubError(.directive, "The model stub cannot follow \(MemoryAnswer.cut(found.source)): \(advice).")
    }
}
