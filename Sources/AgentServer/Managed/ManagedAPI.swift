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
    let lifecycle: SessionLifecycle
    let streams: EventStreams

    init(
        records: any RecordStore,
        hosts: SessionHosts,
        eraser: SessionEraser,
        materials: any SessionMaterials,
        heartbeat: Duration,
        sources: ManagedSources = ManagedSources()
    ) {
        store = SessionStore(
            records: records,
            journal: hosts.services.journal,
            checkpoints: ProjectionCheckpoints(),
            kept: KeptProjections(records, hosts.services.nursery)
        )
        actions = SessionActions(hosts: hosts, eraser: eraser)
        self.materials = materials
        lifecycle = SessionLifecycle(store: store, actions: actions, materials: materials)
        streams = EventStreams(
            store: store,
            hosts: hosts,
            tickets: StreamTickets(now: sources.now),
            heartbeat: min(heartbeat, Self.longestSilence)
        )
    }

    /// Clients of the public API may rely on hearing something this often.
    private static let longestSilence = Duration.seconds(15)

    /// What is served.
    var routes: [ManagedRoute] {
        let sending = EventSending(store: store, actions: actions, materials: materials)
        let events = EventEndpoints(store: store, sending: sending, streams: streams)
        return SessionEndpoints(store: store, actions: actions, materials: materials, lifecycle: lifecycle, sending: sending).routes
            + events.routes
            + ThreadEndpoints(store: store, events: events, streams: streams).routes
            + ResourceEndpoints(store: store, materials: materials).routes
            + HistoryEndpoints(store: store).routes
            + TicketEndpoints(store: store, tickets: streams.tickets).routes
    }

    /// Goes on with what an earlier server has begun to sessions.
    ///
    /// - Returns: Those in which no turn is to go on.
    func resume() async -> Set<SessionID> { await lifecycle.unfinished.resume() }

    /// The patterns that are served, for those who have to know them before there is a server.
    static let patterns = [
        "/v1/sessions", "/v1/sessions/{id}", "/v1/sessions/{id}/archive", "/v1/sessions/{id}/events", "/v1/sessions/{id}/events/stream",
        "/v1/sessions/{id}/fork",
        "/v1/sessions/{id}/messages", "/v1/sessions/{id}/resources", "/v1/sessions/{id}/resources/{resource}",
        "/v1/sessions/{id}/stream_tickets", "/v1/sessions/{id}/threads", "/v1/sessions/{id}/threads/{thread}",
        "/v1/sessions/{id}/threads/{thread}/archive", "/v1/sessions/{id}/threads/{thread}/events",
        "/v1/sessions/{id}/threads/{thread}/stream", "/v1/sessions/{id}/ws", "/openapi.json",
    ]
}
