internal import EventLoop
internal import ManagedAgents
internal import Records
package import Journal
internal import SQLite

/// Where tests take part in a server's work. By default nobody does.
package struct ServerHooks: Sendable {
    /// Called at each failpoint, by the thread that has come there; no lock is held.
    package var reach: @Sendable (Failpoint) -> Void = { _ in }
    /// What the server uses for its journal.
    package var journal: @Sendable (any Journal) -> any Journal = { $0 }
    /// How the journal's file is kept whole, in place of what its file system asks for.
    var journalMode: JournalMode?
    /// Who knows which agent answers which session, given the one that answers by default.
    var directory: @Sendable (AgentPlan) -> any AgentDirectory = { OneAgent(plan: $0) }
    /// How long a turn waits for a process, in place of what the configuration comes to.
    var processWait: Duration?
    /// How long clients may take for the rest of their answers at a stop, in place of two seconds.
    var closeTime: Duration?
    /// What is read of the machine's memory, from time to time.
    var memory: @Sendable () -> MachineMemory = { MachineMemory.read() }
    /// Told of the sessions before anybody can ask for one.
    var whenReady: @Sendable (SessionHosts) -> Void = { _ in }

    /// What /v1 keeps its objects in, and where sessions get what they need of them; without it /v1 is not served.
    var managed: (records: any RecordStore, materials: any SessionMaterials)?

    /// Hooks that do nothing.
    package init() {}
}
