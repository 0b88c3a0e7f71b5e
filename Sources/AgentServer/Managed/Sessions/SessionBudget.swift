internal import Domain
internal import JSON
internal import ManagedAgents

/// What a session may cost by list prices. Pure.
struct SessionBudget: Sendable, Hashable {
    /// Cents.
    let cents: Int

    /// Reads a budget of a request.
    ///
    /// - Throws: `ManagedError` 400.
    init(_ json: JSONValue) throws(ManagedError) {
        guard json["type"]?.string == "limit" else { throw .invalid(field: "budget.type", "must be limit") }
        let cost = json["max_list_cost"]
        guard cost?["currency"]?.string ?? "USD" == "USD" else { throw .invalid(field: "budget.max_list_cost.currency", "must be USD") }
        guard let text = cost?["amount"]?.string, let cents = Int(text), (1...100_000_000).contains(cents) else {
            throw .invalid(field: "budget.max_list_cost.amount", "must be a text of whole cents, from \"1\" to \"100000000\"")
        }
        self.cents = cents
    }

    /// Reads what `json` has written.
    init?(stored: JSONValue) {
        guard let cents = stored["max_list_cost"]?["amount"]?.string.flatMap({ Int($0) }) else { return nil }
        self.cents = cents
    }

    /// The budget on the wire.
    var json: JSONValue { ["type": "limit", "max_list_cost": ["amount": .string(String(cents)), "currency": "USD"]] }

    /// The same amount.
    var amount: USD { USD(microdollars: cents * 10_000) }
}
