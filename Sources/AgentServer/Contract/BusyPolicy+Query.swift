internal import Domain
internal import HTTP

extension BusyPolicy {
    /// The query's `busy`, else the standard; `nil` when it is none of the words.
    init?(query: Substring, standard: BusyPolicy) {
        guard let word = QueryItems(query)["busy"] else {
            self = standard
            return
        }
        self.init(rawValue: word)
    }
}
