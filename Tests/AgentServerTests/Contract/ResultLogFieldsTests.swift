import ClaudeAgent
import JSON
import Testing

@testable import AgentServer

@Suite struct ResultLogFieldsTests {
    private func fields(_ frame: JSONObject) -> JSONObject { JSONObject(ResultMessage(frame).logFields.map { (key: $0.0, value: $0.1) }) }

    @Test(arguments: [
        ("0.010200000000000001", "0.0102"), ("0.30000000000000004", "0.30"), ("0.1", "0.10"), ("1e-7", "0.00"), ("0.0000015", "0.000002"),
        ("0", "0.00"), ("12", "12.00"), ("null", "0.00"), ("1e300", "null"),
    ]) func theCostIsADecimalOfMillionths(cost: String, logged: String) throws {
        let value = try #require(try fields(["total_cost_usd": JSONValue(parsing: cost)])["cost.usd.total"])
        #expect(value.serializedString() == logged)
    }

    @Test func aFailedResultSaysSoAndHowManyStepsItTook() {
        let fields = fields(["subtype": "error_max_turns", "is_error": true, "num_turns": 7, "result": "private"])
        #expect(fields["result"] == "error_max_turns" && fields["failed"] == true && fields["steps"] == 7)
        #expect(!JSONValue.object(fields).serializedString().contains("private"))
        #expect(self.fields(["subtype": "success"])["failed"] == false)
    }
}
