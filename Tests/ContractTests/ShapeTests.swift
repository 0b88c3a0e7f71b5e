import JSON
import Testing

@testable import ContractSuite

@Suite struct ShapeTests {
    private let shape = Shape("a thing", [("name", [.string]), ("note", [.string, .null]), ("more", [])])

    @Test(arguments: [#"{"name":"a","note":null,"more":1}"#, #"{"name":"","note":"b","more":null,"other":[]}"#])
    func membersOfTheirKindPass(text: String) throws {
        try shape.check(try JSONValue(parsing: text))
    }

    @Test(arguments: [
        #"{"note":null,"more":1}"#, #"{"name":1,"note":null,"more":1}"#, #"{"name":"a","note":null}"#, #"{"name":"a","note":2,"more":1}"#,
        "[]", "null",
    ]) func missingMembersAndOtherKindsFail(text: String) throws {
        let value = try JSONValue(parsing: text)
        #expect { try shape.check(value) } throws: { ($0 as? ContractError)?.code == .broken }
    }

    @Test(arguments: [
        (1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (12, "12th"), (13, "13th"), (21, "21st"), (112, "112th"),
    ])
    func numbersAreCountedAsTheModelDoes(number: Int, text: String) {
        #expect(ordinal(number) == text)
    }
}
