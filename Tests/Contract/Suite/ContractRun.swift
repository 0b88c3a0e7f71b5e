/// One run over some requirements: what goes side by side, and what waits for what.
struct ContractRun {
    let client: ContractClient
    let whenChecked: @Sendable (Report) -> Void

    func reports(on requirements: [Requirement]) async -> [Report] {
        let lanes = Dictionary(grouping: requirements, by: \.lane)
        let order = Dictionary(uniqueKeysWithValues: requirements.enumerated().map { ($1.id, $0) })
        let reports = await withTaskGroup(of: [Report].self) { group in
            group.addTask { await self.reports(on: lanes[.waiting] ?? [], atOnce: .max) }
            group.addTask {
                await self.reports(on: lanes[.shared] ?? [], atOnce: max(1, client.options.concurrency))
                    + self.reports(on: lanes[.alone] ?? [], atOnce: 1)
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return reports.sorted { order[$0.id, default: 0] < order[$1.id, default: 0] }
    }

    private func reports(on requirements: [Requirement], atOnce width: Int) async -> [Report] {
        await withTaskGroup(of: Report.self) { group in
            var reports: [Report] = []
            for (index, requirement) in requirements.enumerated() {
                if index >= width, let report = await group.next() { reports.append(report) }
                group.addTask { await self.report(on: requirement) }
            }
            return await group.reduce(into: reports) { $0.append($1) }
        }
    }

    private func report(on requirement: Requirement) async -> Report {
        await report(id: requirement.id, title: requirement.title) { try await requirement.check(client) }
    }

    func report(id: String, title: String, _ check: () async throws -> Void) async -> Report {
        let began = ContinuousClock.now
        let verdict = await verdict(check)
        let report = Report(id: id, title: title, verdict: verdict, duration: began.duration(to: .now))
        whenChecked(report)
        return report
    }

    private func verdict(_ check: () async throws -> Void) async -> Report.Verdict {
        do {
            try await check()
            return .passed
        } catch let error as ContractError where error.code == .notApplicable {
            return .skipped(error.message)
        } catch {
            return .failed("\(error)")
        }
    }
}
