import ClaudeAgent
import JSON
import Testing

@Suite struct ResultFailureTests {
    @Test func aGoodResultIsNoFailure() {
        #expect(ResultMessage(["subtype": "success", "is_error": false, "result": "ok"]).failure == nil)
        #expect(ResultMessage(["subtype": "success"]).failure == nil)
    }

    @Test(
        arguments: [
            (["subtype": "error_during_execution", "is_error": true, "errors": ["a", "b"], "result": "r"], "a; b"),
            (["subtype": "success", "is_error": true, "result": "Invalid API key", "api_error_status": 401], "Invalid API key"),
            (["subtype": "error_max_turns", "is_error": true, "errors": []], "error_max_turns"),
            (["subtype": "error_max_turns", "is_error": false], "error_max_turns"),
            (["subtype": "error_max_budget_usd", "errors": [""]], "error_max_budget_usd"),
            (["subtype": "success", "is_error": true, "result": "", "api_error_status": 529], "API error (HTTP 529)"),
            (["subtype": "success", "is_error": true], "the run failed and gave no reason"),
            (["is_error": true, "api_error_status": 500], "API error (HTTP 500)"),
        ] as [(JSONObject, String)]
    )
    func aFailureSaysTheFirstThingKnown(_ json: JSONObject, _ text: String) {
        let failure = ResultMessage(json).failure
        #expect(failure?.code == .resultError && failure?.message == text)
        #expect(failure?.result?.json == json)
    }

    @Test func theFactsAreKept() {
        let failure = ResultMessage([
            "subtype": "success", "is_error": true, "result": "no", "api_error_status": 401, "terminal_reason": "api_error",
            "session_id": "s1",
        ]).failure?.result
        #expect(failure?.subtype == .success && failure?.apiErrorStatus == 401 && failure?.terminalReason == .apiError)
        #expect(failure?.text == "no" && failure?.errors == [] && failure?.sessionID == "s1" && failure?.exitCode == nil)
    }

    @Test func namesNobodyKnowsAreKept() {
        let result = ResultMessage(["subtype": "error_new", "terminal_reason": "bored"])
        #expect(result.subtype == "error_new" && result.terminalReason == "bored" && "\(result.subtype)" == "error_new")
    }
}
