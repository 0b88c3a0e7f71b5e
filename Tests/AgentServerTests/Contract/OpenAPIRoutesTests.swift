import JSON
import OpenAPI
import Testing

@testable import AgentServer

@Suite struct OpenAPIRoutesTests {
    @Test func theDocumentDescribesEveryRouteOfTheContractAndNoOther() throws {
        let document = try JSONValue(parsing: OpenAPIDocument.json)
        let described = document["paths"]?.object?.keys.filter { !$0.hasPrefix("/v1/") && $0 != "/openapi.json" }
        #expect(described?.sorted() == ContractService.routes.sorted())
    }
}
