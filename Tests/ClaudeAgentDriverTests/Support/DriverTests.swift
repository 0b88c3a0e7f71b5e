import Testing

/// Everything with FakeClaude, one process or host at a time: this machine has other tests to run.
@Suite(.serialized) struct DriverTests {}
