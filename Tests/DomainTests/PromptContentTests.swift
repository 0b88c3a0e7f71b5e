import Domain
import JSON
import Testing

@Suite struct PromptContentTests {
    private static func content(_ text: String) throws -> PromptContent { try PromptContent(json: try JSONValue(parsing: text)) }

    static let whole = [
        #""hello""#, #"[{"type":"text","text":"hello"}]"#,
        #"[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]"#,
        #"[{"type":"image","source":{"type":"url","url":"https://x.example/a.png"}}]"#,
        #"[{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"aGk="},"title":"T","context":"C"}]"#,
        #"[{"type":"document","source":{"type":"text","media_type":"text/plain","data":"facts"}}]"#,
        #"[{"type":"document","source":{"type":"file","file_id":"file_1"}}]"#,
    ]

    @Test(arguments: whole) func whatIsReadIsWrittenAgain(text: String) throws {
        #expect(try Self.content(text).json == JSONValue(parsing: text))
    }

    @Test(arguments: [
        (#""""#, "content"), ("7", "content"), ("[]", "content"), ("[7]", "content[0].type"),
        (#"[{"type":"redacted"}]"#, "content[0].type"),
        (#"[{"type":"text"}]"#, "content[0].text"), (#"[{"type":"text","text":"a","cache_control":{}}]"#, "content[0].cache_control"),
        (#"[{"type":"text","text":"a"},{"type":"image"}]"#, "content[1].source"),
        (#"[{"type":"image","source":{"type":"text","data":"a"}}]"#, "content[0].source.type"),
        (#"[{"type":"image","source":{"type":"base64","media_type":"image/tiff","data":"aGk="}}]"#, "content[0].source.media_type"),
        (#"[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"a"}}]"#, "content[0].source.data"),
        (#"[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"a=b="}}]"#, "content[0].source.data"),
        (#"[{"type":"image","source":{"type":"url","url":"file:///etc/passwd"}}]"#, "content[0].source.url"),
        (#"[{"type":"document","source":{"type":"text","media_type":"text/html","data":"a"}}]"#, "content[0].source.media_type"),
        (#"[{"type":"document","source":{"type":"file"}}]"#, "content[0].source.file_id"),
    ]) func aFaultIsNamedByItsPath(row: (text: String, field: String)) throws {
        do {
            _ = try Self.content(row.text)
            Issue.record("\(row.text) was taken")
        } catch let error as DefinitionError {
            #expect(error.field == row.field)
        }
    }

    @Test func storedFilesAreReplacedByWhatTheyAre() throws {
        let content = try Self.content(
            #"[{"type":"text","text":"a"},{"type":"document","source":{"type":"file","file_id":"f"},"title":"T"},{"type":"text","text":"b"}]"#
        )
        #expect(content.fileIDs == ["f"] && content.text == "a\nb")
        let replaced = content.replacingFiles(with: ["f": .text("facts")])
        #expect(replaced.fileIDs.isEmpty && replaced.json[1]?["title"] == "T" && replaced.json[1]?["source"]?["data"] == "facts")
        #expect(content.replacingFiles(with: [:]) == content && PromptContent.text("a").fileIDs.isEmpty)
    }
}
