import JSON

extension ControlState {
    /// Takes in a frame; frames that are not control frames lead to nothing.
    public mutating func receive(_ kind: AgentMessage.Kind) -> [Action] {
        switch kind {
        case .controlResponse(let response): receive(response)
        case .controlRequest(let request): receive(request)
        case .controlCancelRequest(let id): withdraw(id)
        default: []
        }
    }

    /// Hands over the answer to a request of the CLI. Only the first counts, and none once the request is withdrawn.
    public mutating func answer(_ requestID: String, with answer: InboundAnswer) -> [Action] {
        guard incoming.remove(requestID) != nil else { return [] }
        return [.reply(Self.frame(requestID, answer))]
    }

    /// Gives up a request of the host's own, because its time is over or its caller is gone. A late answer is then ignored.
    public mutating func abandon(_ requestID: String, _ error: AgentError) -> [Action] {
        guard outgoing.removeValue(forKey: requestID) != nil else { return [] }
        let failed = Action.complete(requestID: requestID, .failure(error))
        return closed == nil ? [.write(OutboundFrame.cancel(requestID: requestID)), failed] : [failed]
    }

    private mutating func receive(_ response: ControlResponse) -> [Action] {
        guard let request = outgoing.removeValue(forKey: response.requestID) else { return [] }
        let isInitialize = request.subtype == "initialize"
        if isInitialize { finishInitialization(response.outcome) }
        let done = Action.complete(requestID: response.requestID, Self.result(response.outcome, request.subtype))
        guard isInitialize else { return [done] }
        // Questions asked before this host was there are still open and come only here.
        let stillOpen = response.pendingPermissionRequests + response.pendingUserDialogRequests
        return [done] + stillOpen.flatMap { receive($0) }
    }

    private mutating func receive(_ request: InboundRequest) -> [Action] {
        guard !incoming.contains(request.requestID), closed == nil else { return [] }
        guard incoming.count < limits.incoming else {
            let reason = "the host works on \(incoming.count) requests already, its limit"
            return [.reply(Self.frame(request.requestID, .failure(reason)))]
        }
        incoming.insert(request.requestID)
        return [.serve(request)]
    }

    private mutating func withdraw(_ requestID: String) -> [Action] {
        incoming.remove(requestID) == nil ? [] : [.drop(requestID: requestID)]
    }

    private static func frame(_ requestID: String, _ answer: InboundAnswer) -> JSONObject {
        switch answer {
        case .success(let payload): ControlResponse(requestID: requestID, outcome: .success(payload)).frame
        case .failure(let message): ControlResponse(requestID: requestID, outcome: .failure(message: message, errorCode: nil)).frame
        }
    }

    private static func result(_ outcome: ControlResponse.Outcome, _ subtype: String) -> Result<JSONObject, AgentError> {
        switch outcome {
        case .success(let payload): return .success(payload)
        case .failure(let message, let errorCode):
            let detail = AgentError.Detail.control(subtype: subtype, errorCode: errorCode)
            return .failure(AgentError(.controlRequestFailed, "claude refused \(subtype): \(message)", detail: detail))
        }
    }
}
