internal import Domain
internal import HTTP
internal import JSON
internal import Journal
internal import ManagedAgents
internal import Records
internal import Telemetry

/// What of /v1 needs the sessions that run: sessions, their events, threads, resources, streams.
struct ManagedAPI: Sendable {
    let store: SessionStore
    let actions: SessionActions
    let materials: any SessionMaterials
    let streams: EventStreams
    private let sources: ManagedSources

    init(
        records: any RecordStore,
        hosts: SessionHosts,
        eraser: SessionEraser,
        materials: any SessionMaterials,
        heartbeat: Duration,
        sources: ManagedSources = ManagedSources()
    ) {
        store = SessionStore(records: records, journal: hosts.services.journal, checkpoints: ProjectionCheckpoints())
        actions = SessionActions(hosts: hosts, eraser: eraser)
        self.materials = materials
        self.sources = sources
        streams = EventStreams(store: store, hosts: hosts, tickets: StreamTickets(now: sources.now), heartbeat: heartbeat)
    }

    /// What is served.
    var routes: [ManagedRoute] {
        let events = EventEndpoints(store: store, actions: actions, materials: materials, streams: streams)
        return SessionEndpoints(store: store, actions: actions, materials: materials, sources: sources).routes
            + events.routes
            + ThreadEndpoints(store: store, events: events, streams: streams).routes
            + ResourceEndpoints(store: store, materials: materials).routes
            + HistoryEndpoints(store: store).routes
            + TicketEndpoints(store: store, tickets: streams.tickets).routes
    }

    /// Goes on with removals that an earlier server has begun.
    func recover() async throws { try await SessionDeletion(store: store, actions: actions, materials: materials).resume() }
}
