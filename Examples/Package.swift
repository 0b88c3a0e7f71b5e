// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "examples",
    dependencies: [.package(name: "roost", path: "..")],
    targets: [
        .target(name: "ExampleLaunch", dependencies: [.product(name: "ClaudeAgent", package: "roost")]),
        .executableTarget(name: "AskOnce", dependencies: ["ExampleLaunch", .product(name: "ClaudeAgent", package: "roost")]),
        .executableTarget(name: "Conversation", dependencies: ["ExampleLaunch", .product(name: "ClaudeAgent", package: "roost")]),
    ]
)
