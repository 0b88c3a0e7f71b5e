// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

// A plain C program must not carry the Swift runtime: the guardian has to stay under 1 MB resident.
// Sanitizer runtimes cannot be linked statically, so it is left out of sanitizer builds.
let plainC: [CSetting] = [
    .define("_GNU_SOURCE"), .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
    .unsafeFlags(["-fno-sanitize=all"]),
]
let plainStaticC: [LinkerSetting] = [
    .unsafeFlags(["-nostartfiles", "-static-stdlib", "-Xclang-linker", "-static", "-Xlinker", "--gc-sections"]),
    .unsafeFlags(["-Xclang-linker", "-fno-sanitize=all"]),
]

let package = Package(
    name: "roost",
    products: [
        .library(name: "ClaudeAgent", targets: ["ClaudeAgent", "EventLoop", "JSON"]),
        .executable(name: "roost", targets: ["roost"]),
        .executable(name: "roost-guardian", targets: ["Guardian"]),
    ],
    targets: [
        // System libraries and C shims, one target each.
        .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
        .target(name: "CLinux", cSettings: [.define("_GNU_SOURCE")]),
        // libcrypto's headers alone, for the same reason as libcurl's below.
        .target(name: "CCrypto", cSettings: [.define("_GNU_SOURCE")]),
        // libcurl's header alone: the library is loaded at its first use.
        .target(name: "CCurl", cSettings: [.define("_GNU_SOURCE")]),
        // A document of this checkout, for the program to carry; #embed is C23.
        .target(name: "COpenAPI", cSettings: [.unsafeFlags(["-std=gnu23"])]),
        .systemLibrary(name: "CWslay", providers: [.apt(["libwslay-dev"])]),
        .target(name: "CLLHTTP", cSettings: [.define("LLHTTP_STRICT_MODE", to: "1")]),
        .target(
            name: "CSimdJSON",
            cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("stdc++")]
        ),

        // Layers, lowest first. A target never depends on one below its own line.
        .target(name: "JSON", dependencies: ["CSimdJSON"], swiftSettings: strict),
        .target(name: "EventLoop", dependencies: ["CUV", "CLinux"], swiftSettings: strict),
        .target(name: "Domain", dependencies: ["JSON"], swiftSettings: strict),
        .target(name: "Journal", dependencies: ["Domain"], swiftSettings: strict),
        .target(name: "SQLite", dependencies: ["CSQLite", "EventLoop"], swiftSettings: strict),
        .target(name: "JournalSQLite", dependencies: ["Domain", "EventLoop", "Journal", "SQLite"], swiftSettings: strict),
        .target(name: "Telemetry", dependencies: ["JSON"], swiftSettings: strict),
        .target(name: "HTTP", dependencies: ["CCrypto", "CLLHTTP", "CWslay", "EventLoop", "JSON"], swiftSettings: strict),
        .target(name: "Records", dependencies: ["JSON"], swiftSettings: strict),
        .target(name: "RecordsSQLite", dependencies: ["EventLoop", "JSON", "Records", "SQLite"], swiftSettings: strict),
        .target(name: "Encryption", dependencies: ["CCrypto"], swiftSettings: strict),
        .target(
            name: "ManagedAgents",
            dependencies: ["Domain", "Encryption", "EventLoop", "HTTP", "JSON", "Records", "Telemetry"],
            swiftSettings: strict
        ),
        .target(name: "HTTPSClient", dependencies: ["CCurl", "EventLoop", "HTTP"], swiftSettings: strict),
        .target(
            name: "Egress",
            dependencies: ["Domain", "EventLoop", "HTTP", "HTTPSClient", "JSON", "Telemetry"],
            swiftSettings: strict
        ),
        .target(name: "ClaudeAgent", dependencies: ["EventLoop", "JSON"], swiftSettings: strict),
        .target(name: "OpenAPI", dependencies: ["COpenAPI"], exclude: ["openapi.json"], swiftSettings: strict),
        .target(name: "ModelStub", dependencies: ["EventLoop", "HTTP", "JSON"], swiftSettings: strict),
        .target(
            name: "AgentServer",
            dependencies: [
                "ClaudeAgent", "Domain", "Egress", "Encryption", "EventLoop", "HTTP", "HTTPSClient", "JSON", "Journal", "JournalSQLite",
                "ManagedAgents", "OpenAPI", "Records", "RecordsSQLite", "SQLite", "Telemetry",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Command",
            dependencies: ["AgentServer", "ClaudeAgent", "Domain", "EventLoop", "HTTP", "JSON", "Journal", "ModelStub", "Telemetry"],
            resources: [.embedInCode("Resources/claude-cli.lock")],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "Guardian",
            cSettings: plainC,
            linkerSettings: plainStaticC
        ),
        .executableTarget(
            name: "roost",
            dependencies: [
                "AgentServer", "ClaudeAgent", "Command", "Domain", "EventLoop", "HTTP", "JSON", "ModelStub", "Telemetry",
            ],
            swiftSettings: strict
        ),

        // What must hold for every input: checked on the stored corpora by `make test`, on new inputs by `make fuzz`.
        .target(name: "FuzzProperties", dependencies: ["EventLoop", "HTTP", "JSON"], path: "Fuzz/Properties", swiftSettings: strict),

        // Tests mirror the sources. What several of them need: built programs, the real claude, folders, waiting, processes.
        .target(
            name: "TestSupport",
            dependencies: ["EventLoop", "HTTP", "JSON", "Records"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        .testTarget(name: "EventLoopTests", dependencies: ["CLinux", "EventLoop", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "HTTPTests", dependencies: ["EventLoop", "HTTP"], swiftSettings: strict),
        .testTarget(name: "ClaudeAgentTests", dependencies: ["ClaudeAgent", "EventLoop", "JSON"], swiftSettings: strict),
        // The driving half of ClaudeAgent against FakeClaude and the real CLI, and a host to kill.
        .executableTarget(
            name: "AgentHost",
            dependencies: ["ClaudeAgent", "EventLoop", "JSON"],
            path: "Tests/AgentHost",
            swiftSettings: strict
        ),
        // The examples are a package of their own; here the same sources are built and run by tests.
        .target(
            name: "ExampleLaunch",
            dependencies: ["ClaudeAgent", "EventLoop"],
            path: "Examples/Sources/ExampleLaunch",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "AskOnce",
            dependencies: ["ClaudeAgent", "EventLoop", "ExampleLaunch"],
            path: "Examples/Sources/AskOnce",
            swiftSettings: strict
        ),
        .executableTarget(
            name: "Conversation",
            dependencies: ["ClaudeAgent", "EventLoop", "ExampleLaunch", "JSON"],
            path: "Examples/Sources/Conversation",
            swiftSettings: strict
        ),
        .testTarget(
            name: "ClaudeAgentDriverTests",
            dependencies: [
                "AgentHost", "AskOnce", "ClaudeAgent", "Conversation", "EventLoop", "FakeClaude", "Guardian", "HTTP", "JSON", "ModelStub",
                "TestSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "OpenAPITests", dependencies: ["JSON", "OpenAPI"], swiftSettings: strict),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzProperties"], path: "Fuzz/Tests", swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON", "TestSupport"], swiftSettings: strict),
        .executableTarget(
            name: "GuardianProbe",
            path: "Tests/GuardianProbe",
            cSettings: plainC,
            linkerSettings: plainStaticC
        ),
        .testTarget(name: "GuardianTests", dependencies: ["Guardian", "GuardianProbe", "TestSupport"], swiftSettings: strict),
        .executableTarget(
            name: "FakeClaude",
            dependencies: ["JSON"],
            path: "Tests/FakeClaude",
            exclude: ["README.md"],
            swiftSettings: strict
        ),
        // The HTTP contract against any server, and a server that breaks it on purpose.
        .target(name: "ContractSuite", dependencies: ["EventLoop", "HTTP", "JSON"], path: "Tests/Contract/Suite", swiftSettings: strict),
        .executableTarget(
            name: "contract",
            dependencies: ["ContractSuite", "JSON"],
            path: "Tests/Contract/Command",
            swiftSettings: strict
        ),
        .target(
            name: "BrokenServer",
            dependencies: ["EventLoop", "HTTP", "JSON"],
            path: "Tests/Contract/BrokenServer",
            swiftSettings: strict
        ),
        .testTarget(
            name: "RecordedScenariosTests",
            dependencies: ["EventLoop", "FakeClaude", "JSON", "ModelStub", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "ContractTests",
            dependencies: ["BrokenServer", "ContractSuite", "EventLoop", "Guardian", "HTTP", "JSON", "TestSupport", "contract", "roost"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "CommandTests",
            dependencies: ["AgentServer", "ClaudeAgent", "Command", "Domain", "EventLoop", "HTTP", "JSON", "Telemetry"],
            swiftSettings: strict
        ),
        .testTarget(name: "RoostTests", dependencies: ["EventLoop", "JSON", "TestSupport", "roost"], swiftSettings: strict),
        // Against the image and an engine that `scripts/test-docker` has started.
        .testTarget(
            name: "DockerTests",
            dependencies: ["ContractSuite", "EventLoop", "HTTP", "JSON", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(name: "DomainTests", dependencies: ["Domain", "JSON", "TestSupport"], swiftSettings: strict),
        // What every journal promises, for each of them and for broken ones.
        .target(
            name: "JournalConformance",
            dependencies: ["Domain", "Journal"],
            path: "Tests/JournalConformance",
            swiftSettings: strict
        ),
        .testTarget(name: "JournalTests", dependencies: ["Domain", "Journal", "JournalConformance", "TestSupport"], swiftSettings: strict),
        // SQLite's files with faults, and a program to kill in the middle of its writing.
        .target(name: "FaultVFS", path: "Tests/FaultVFS", linkerSettings: [.linkedLibrary("sqlite3")]),
        .executableTarget(
            name: "JournalProbe",
            dependencies: ["Domain", "Journal", "JournalSQLite"],
            path: "Tests/JournalProbe",
            swiftSettings: strict
        ),
        .testTarget(
            name: "JournalSQLiteTests",
            dependencies: [
                "CSQLite", "Domain", "EventLoop", "FaultVFS", "Journal", "JournalConformance", "JournalProbe", "JournalSQLite",
                "SQLite", "TestSupport",
            ],
            swiftSettings: strict
        ),
        // What every store of records promises.
        .target(
            name: "RecordConformance",
            dependencies: ["JSON", "Records"],
            path: "Tests/RecordConformance",
            swiftSettings: strict
        ),
        .testTarget(name: "RecordsTests", dependencies: ["RecordConformance", "Records"], swiftSettings: strict),
        .testTarget(
            name: "RecordsSQLiteTests",
            dependencies: ["EventLoop", "FaultVFS", "JSON", "RecordConformance", "Records", "RecordsSQLite", "SQLite", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(name: "EncryptionTests", dependencies: ["Encryption"], swiftSettings: strict),
        .testTarget(
            name: "ManagedAgentsTests",
            dependencies: ["Domain", "Encryption", "EventLoop", "HTTP", "JSON", "ManagedAgents", "Records", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(name: "TelemetryTests", dependencies: ["JSON", "Telemetry"], swiftSettings: strict),
        // An agent server that stops at a failpoint, to be killed there.
        .executableTarget(
            name: "FaultHost",
            dependencies: [
                "AgentServer", "ClaudeAgent", "Command", "Domain", "EventLoop", "Journal", "ModelStub", "Telemetry",
            ],
            path: "Tests/FaultHost",
            swiftSettings: strict
        ),
        .testTarget(
            name: "AgentServerTests",
            dependencies: [
                "AgentServer", "ClaudeAgent", "Domain", "Encryption", "EventLoop", "FakeClaude", "FaultHost", "Guardian", "HTTP", "JSON",
                "Journal", "JournalSQLite", "ManagedAgents", "ModelStub", "OpenAPI", "Records", "SQLite", "Telemetry", "TestSupport",
                "roost",
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "HTTPSClientTests",
            dependencies: ["EventLoop", "HTTP", "HTTPSClient", "TestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "EgressTests",
            dependencies: [
                "ClaudeAgent", "Domain", "Egress", "EventLoop", "Guardian", "HTTP", "HTTPSClient", "JSON", "ModelStub", "Telemetry",
                "TestSupport",
            ],
            swiftSettings: strict
        ),
        .testTarget(name: "ModelStubTests", dependencies: ["EventLoop", "HTTP", "JSON", "ModelStub"], swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// libFuzzer and its instrumentation would reach every target of an ordinary build.
if Context.environment["ROOST_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(name: "roost-fuzz", dependencies: ["FuzzProperties"], path: "Fuzz/Driver", swiftSettings: strict)
    )
}
