internal import Domain
internal import JSON

/// An environment's configuration, with every default filled in. What nothing enforces here is refused. Pure.
enum EnvironmentBody {
    static let fields = ["name", "description", "metadata", "config", "scope"]
    private static let packageLists = ["apt", "cargo", "gem", "go", "npm", "pip"]

    /// Reads a create body, or an update's where there is an old one.
    static func read(_ body: JSONValue, changing old: JSONValue? = nil) throws -> JSONObject {
        let reader = try DefinitionReader(body, path: "", allowed: fields)
        if let scope = try reader.string("scope", upTo: 64), scope != "organization" {
            throw reader.refuse("scope", "only organization is supported")
        }
        return [
            "name": try reader.requiredString("name", upTo: 256, keeping: old?["name"]),
            "description": try reader.string("description", upTo: 2048, keeping: old?["description"]),
            "metadata": try reader.metadata(changing: old?["metadata"], emptyRemoves: true),
            "config": try config(reader, old?["config"]),
        ]
    }

    private static func config(_ reader: DefinitionReader, _ old: JSONValue?) throws -> JSONValue {
        guard let value = reader.value("config") else { return old ?? resolved }
        let config = try DefinitionReader(value, path: "config", allowed: ["type", "networking", "packages"])
        switch try config.requiredString("type", upTo: 64) {
        case "cloud": break
        case "self_hosted" where old != nil:
            throw ManagedError.invalid("config.type: an environment cannot become self_hosted", code: "invalid_config_type_change")
        case "self_hosted": throw config.refuse("type", "self_hosted is not supported; use cloud")
        default: throw config.refuse("type", "must be cloud")
        }
        try checkNetworking(config)
        try checkPackages(config)
        return resolved
    }

    private static func checkNetworking(_ config: DefinitionReader) throws(DefinitionError) {
        guard let value = config.value("networking") else { return }
        let fields = ["type", "allowed_hosts", "allow_mcp_servers", "allow_package_managers"]
        let networking = try DefinitionReader(value, path: "config.networking", allowed: fields)
        switch try networking.requiredString("type", upTo: 64) {
        case "unrestricted":
            for name in fields.dropFirst() where networking.value(name) != nil {
                throw networking.refuse(name, "belongs to limited networking, which nothing would enforce here; leave it out")
            }
        case "limited": throw networking.refuse("type", "limited is not supported: nothing would enforce it here; use unrestricted")
        default: throw networking.refuse("type", "must be unrestricted")
        }
    }

    private static func checkPackages(_ config: DefinitionReader) throws(DefinitionError) {
        guard let value = config.value("packages") else { return }
        let packages = try DefinitionReader(value, path: "config.packages", allowed: ["type"] + packageLists)
        guard try packages.string("type", upTo: 64) ?? "packages" == "packages" else { throw packages.refuse("type", "must be packages") }
        for name in packageLists where try !packages.list(name, upTo: 256).isEmpty {
            throw packages.refuse(name, "packages are not installed here; put them into the image that the server runs in")
        }
    }

    private static let resolved: JSONValue = [
        "type": "cloud", "networking": ["type": "unrestricted"],
        "packages": .object(JSONObject([(key: "type", value: "packages")] + packageLists.map { (key: $0, value: []) })),
    ]
}
