import Domain
import TestSupport

extension FaultClient {
    /// Does errands until the server is killed; gives what it saw of each.
    func run(_ plan: Traffic, until isOver: Shared<Bool>) async -> [ClientView] {
        var traffic = plan
        var views: [ClientView] = []
        while !isOver.value {
            let errand = traffic.next()
            var view = ClientView(session: errand.session, prompt: errand.prompt, isFaithful: errand.isFaithful)
            await ask(&view, errand.query, cutAfter: traffic.cut())
            while view.isFaithful, !view.isOver, view.turn != nil, !isOver.value { await comeBack(&view, cutAfter: traffic.cut()) }
            views.append(view)
            try? await Task.sleep(for: .milliseconds(Int.random(in: 0...20, using: &traffic.random)))
        }
        return views
    }

    /// Comes back until the turn is over, or the server is killed.
    func follow(_ former: ClientView, until isOver: Shared<Bool>) async -> ClientView {
        var view = former
        while !view.isOver, !isOver.value { await comeBack(&view, cutAfter: nil) }
        return view
    }

    /// Comes back until the turn is over, at most for a minute.
    func readToEnd(_ former: ClientView) async -> ClientView {
        await withTaskGroup(of: ClientView?.self) { tasks in
            tasks.addTask {
                var view = former
                while !view.isOver, view.complaints.isEmpty, !Task.isCancelled { await comeBack(&view, cutAfter: nil) }
                return view
            }
            tasks.addTask {
                try? await Task.sleep(for: .seconds(60))
                return nil
            }
            defer { tasks.cancelAll() }
            return await tasks.next().flatMap { $0 } ?? former
        }
    }
}
