internal import JSON

/// The body of `POST /sessions/{id}/messages`: `{"prompt": "…"}`.
struct MessageRequest: Sendable, Hashable {
    let prompt: String

    /// What is wrong with a body, in the form of the contract's 422 answers.
    struct Invalid: Error, Hashable {
        let type: String
        let location: [JSONValue]
        let message: String

        /// `{"detail":[{"type","loc","msg"}]}`.
        var body: [UInt8] {
            let issue: JSONValue = ["type": .string(type), "loc": .array(location), "msg": .string(message)]
            return JSONValue.object(["detail": [issue]]).serialized()
        }
    }

    /// Reads a body. Members other than `prompt` are ignored.
    ///
    /// An empty prompt is refused: the CLI would ask the model about "(no content)", which costs and answers nothing.
    init(_ body: [UInt8]) throws(Invalid) {
        guard !body.isEmpty else { throw Invalid(type: "missing", location: ["body"], message: "Field required") }
        let json: JSONValue
        do {
            json = try JSONValue(parsing: body)
        } catch {
            let offset = JSONValue.number(JSONNumber(error.offset ?? 0))
            throw Invalid(type: "json_invalid", location: ["body", offset], message: "JSON decode error")
        }
        guard let object = json.object else {
            throw Invalid(type: "model_attributes_type", location: ["body"], message: "Input should be a valid dictionary or object")
        }
        guard let value = object["prompt"] else { throw Invalid(type: "missing", location: ["body", "prompt"], message: "Field required") }
        guard let prompt = value.string else {
            throw Invalid(type: "string_type", location: ["body", "prompt"], message: "Input should be a valid string")
        }
        guard !prompt.isEmpty else {
            throw Invalid(type: "string_too_short", location: ["body", "prompt"], message: "String should have at least 1 character")
        }
        self.prompt = prompt
    }
}
