internal import Journal

extension SessionLog {
    /// What the session has come to.
    var sessionState: SessionState { snapshot.flatMap(SessionState.init) ?? SessionState() }
}
