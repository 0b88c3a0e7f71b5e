@testable import AgentServer

/// What a session has come to, where the agent's own word for what it does is known as well.
typealias StoredState = SessionState
