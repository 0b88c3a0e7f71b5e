internal import Domain

/// What spares are kept of, and how they are started. Pure.
struct SparePlans: Sendable {
    private var kinds: SpareKinds
    private var plans: [PoolKey: AgentPlan]
    private var isKeeping = false

    /// Those of one plan always, those of others while they are among the latest.
    init(standing plan: AgentPlan, limit: Int) {
        kinds = SpareKinds(standing: plan.key, limit: limit)
        plans = [plan.key: plan]
    }

    /// Keeps spares or none from now on; gives their kinds.
    mutating func keep(_ isKeeping: Bool) -> [PoolKey] {
        self.isKeeping = isKeeping
        return isKeeping ? kinds.all : []
    }

    /// Sessions begin with this plan; gives the kinds that are kept from now on, if that changes anything.
    mutating func use(_ plan: AgentPlan) -> [PoolKey]? {
        guard kinds.use(plan.key) else { return nil }
        plans[plan.key] = plan
        let all = Set(kinds.all)
        plans = plans.filter { all.contains($0.key) }
        return isKeeping ? kinds.all : nil
    }

    /// The plan of that kind, as long as it is kept.
    func plan(_ key: PoolKey) -> AgentPlan? { isKeeping ? plans[key] : nil }
}
