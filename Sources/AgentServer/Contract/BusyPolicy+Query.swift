internal import Domain

extension BusyPolicy {
    /// The query's `busy`, else the standard; `nil` when it is none of the words.
    init?(query: Substring, standard: BusyPolicy) {
        guard let pair = query.split(separator: "&").first(where: { $0.hasPrefix("busy=") }) else {
            self = standard
            return
        }
        self.init(rawValue: String(pair.dropFirst(5)))
    }
}
