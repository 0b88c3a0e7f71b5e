import Testing

/// The image and what runs from it. One after the other: each test has containers of its own and wants the machine for them.
@Suite(.serialized, .enabled(if: Engine.image != nil, "run by make test-docker"), .timeLimit(.minutes(10))) enum DockerTests {}
