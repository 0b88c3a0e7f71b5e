internal import ClaudeAgent
internal import Domain
internal import HTTP
internal import JSON
internal import ManagedAgents
internal import OpenAPI
internal import Records
internal import Telemetry

/// /v1 of a running server: the objects that it keeps, and the sessions that run.
struct ManagedServing: Sendable {
    let api: ManagedAPI
    let edge: ManagedEdge
    let sweep: ExpirySweep

    /// - Returns: `nil` where /v1 is not served.
    init?(
        _ mount: ManagedMount?,
        _ configuration: ServerConfiguration,
        _ hosts: SessionHosts,
        _ eraser: SessionEraser,
        _ browsers: BrowserGuard,
        _ log: Logger
    ) {
        let mounted = mount.map { (records: $0.store, materials: RecordMaterials(resources: $0.resources) as any SessionMaterials) }
        guard let parts = configuration.hooks.managed ?? mounted, let folder = mount?.resources.uploadFolder else { return nil }
        api = ManagedAPI(
            records: parts.records,
            hosts: hosts,
            eraser: eraser,
            materials: parts.materials,
            heartbeat: configuration.heartbeat
        )
        let service = ManagedService(
            routes: api.routes + (mount?.resources.routes ?? []) + [Self.document],
            key: configuration.authToken.map { AccessKey($0.reveal()) },
            store: parts.records,
            folder: folder,
            secret: mount?.secret ?? [],
            log: log
        )
        sweep = ExpirySweep(parts.records, files: mount?.resources.files, clock: hosts.services.clock, log: log)
        edge = ManagedEdge(service: service, browsers: browsers, metrics: hosts.services.metrics)
    }

    /// The description of what is served; it is no secret.
    private static let document = ManagedRoute(.get, "/openapi.json", access: .keyOr { _ in true }) { _ in
        .bytes(OpenAPIDocument.json, mediaType: "application/json")
    }

    /// Who knows which agent answers which session.
    static func directory(
        _ mount: ManagedMount?,
        _ configuration: ServerConfiguration,
        _ fallback: any AgentDirectory
    ) -> any AgentDirectory {
        guard let records = configuration.hooks.managed?.records ?? mount?.store else { return fallback }
        let resources = configuration.hooks.managed == nil ? mount?.resources : nil
        return ManagedDirectory(
            records: records,
            runtime: configuration.runtime,
            limits: configuration.limits,
            fallback: fallback,
            resources: resources
        )
    }
}
