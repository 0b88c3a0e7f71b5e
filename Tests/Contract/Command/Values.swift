import ContractSuite

/// The values of the options, as they are read one by one.
struct Values {
    var token: String?
    var options = ContractOptions()
    var isJSON = false
    private var phaseName: String?
    private var stateFile: String?

    mutating func set(_ name: String, _ value: String) throws(ContractError) {
        switch name {
        case "--token": token = value
        case "--only": options.only = try identifiers(value)
        case "--heartbeat": options.heartbeat = try seconds(name, value)
        case "--deadline": options.deadline = try seconds(name, value)
        case "--concurrency": options.concurrency = Int(try number(name, value, in: 1...64))
        case "--phase": phaseName = value
        case "--state": stateFile = value
        default: throw Arguments.refusal("\(name) is no option")
        }
    }

    func phase() throws(ContractError) -> Arguments.Phase {
        switch (phaseName, stateFile) {
        case (nil, nil):
            guard !options.only.contains("F019") else { throw Arguments.refusal("F019 takes two runs: --phase before, then --phase after") }
            return .all
        case ("before", let file?): return .before(file)
        case ("after", let file?): return .after(file)
        default: throw Arguments.refusal("give both --phase before (or after) and --state FILE, or neither")
        }
    }

    private func identifiers(_ value: String) throws(ContractError) -> Set<String> {
        let chosen = value.split(separator: ",").map(String.init)
        for id in chosen where !ContractSuite.identifiers.contains(id) {
            throw Arguments.refusal(
                "--only \(id): there is no such requirement; there are \(ContractSuite.identifiers.joined(separator: " "))"
            )
        }
        return Set(chosen)
    }

    private func seconds(_ name: String, _ value: String) throws(ContractError) -> Duration {
        .milliseconds(Int64(try number(name, value, in: 0.01...3600) * 1000))
    }

    private func number(_ name: String, _ value: String, in range: ClosedRange<Double>) throws(ContractError) -> Double {
        guard let number = Double(value), range.contains(number) else {
            throw Arguments.refusal("\(name) \(value): give a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}
