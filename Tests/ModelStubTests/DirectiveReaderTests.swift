import JSON
import Testing

@testable import ModelStub

@Suite struct DirectiveReaderTests {
    @Test(arguments: [
        (#"[[tool:Bash {"command":"ls"}]]"#, Directive.tool(name: "Bash", input: ["command": "ls"])),
        ("[[tool:ListAgents]]", .tool(name: "ListAgents", input: [:])),
        (#"[[also:Read {"path":"a"}]]"#, .also(name: "Read", input: ["path": "a"])),
        (#"[[later:Read {"path":"a"}]]"#, .later(name: "Read", input: ["path": "a"])),
        ("[[search:swift on servers]]", .search("swift on servers")),
        ("[[think:Hm, ö]]", .think("Hm, ö")),
        ("[[text:two\nlines]]", .text("two\nlines")),
        ("[[size:1024]]", .size(1_024)),
        ("[[echo-system]]", .echoSystem),
        ("[[echo-tools]]", .echoTools),
        ("[[remember]]", .remember),
        ("[[slow:20]]", .slow(.milliseconds(20))),
        ("[[stall:0]]", .stall(.zero)),
        ("[[chunks:7]]", .chunks(7)),
        ("[[usage:10,20]]", .usage(UsageOverride(input: 10, output: 20, cacheRead: 0, cacheWrite: 0))),
        ("[[usage:10,20,30,40]]", .usage(UsageOverride(input: 10, output: 20, cacheRead: 30, cacheWrite: 40))),
        ("[[stop:max_tokens]]", .stop("max_tokens")),
    ])
    func directiveIsRead(text: String, directive: Directive) throws {
        #expect(try DirectiveReader.directives(in: DirectiveScanner(text)) == [directive])
    }

    @Test(arguments: [
        "[[tool:]]", "[[tool:Bash {]]", "[[tool:Bash ls]]", "[[tool:Bash [1] ]]", "[[text:]]", "[[search:]]", "[[size:-1]]", "[[size:1e3]]",
        "[[size:33554433]]", "[[slow]]", "[[slow:fast]]", "[[stall:600001]]", "[[chunks:100001]]", "[[usage:1]]", "[[usage:1,x]]",
        "[[usage:1,2,3]]", "[[usage:-1,2]]", "[[stop]]", "[[error]]", "[[error:200]]", "[[error:600]]", "[[sse-error]]",
        "[[sse-error:busy]]",
    ])
    func badArgumentIsNamed(text: String) {
        let error = #expect(throws: ModelStubError.self) { try DirectiveReader.directives(in: DirectiveScanner(text)) }
        #expect(error?.code == .directive)
        #expect(error?.message.contains(text) == true)
    }
}
