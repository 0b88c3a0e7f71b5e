import ContractSuite

/// The command line.
struct Arguments {
    enum Phase {
        case all
        case before(String)
        case after(String)
    }

    static let usage = """
        usage: contract http://ADDRESS:PORT [--token T] [--only ID[,ID…]] [--json] [--heartbeat SECONDS] [--deadline SECONDS]
                        [--concurrency N] [--phase before|after --state FILE]
        """

    let baseURL: BaseURL
    let token: String?
    let options: ContractOptions
    let isJSON: Bool
    let phase: Phase

    init(_ words: [String]) throws(ContractError) {
        var rest = words[...]
        var address: String?
        var read = Values()
        while let word = rest.popFirst() {
            if word == "--json" {
                read.isJSON = true
            } else if word.hasPrefix("--") {
                guard let value = rest.popFirst() else { throw Self.refusal("\(word) needs a value") }
                try read.set(word, value)
            } else if address == nil {
                address = word
            } else {
                throw Self.refusal("one URL is enough, \(word) is one too many")
            }
        }
        guard let address else { throw Self.refusal("the URL is missing") }
        baseURL = try BaseURL(address)
        token = read.token
        options = read.options
        isJSON = read.isJSON
        phase = try read.phase()
    }

    static func refusal(_ reason: String) -> ContractError { ContractError(.usage, "\(reason)\n\(usage)") }
}
