import Testing

@testable import ModelStub

@Suite struct AnswerPlanTests {
    private func plan(_ text: String) throws -> AnswerPlan {
        var plan = AnswerPlan()
        plan.add(try DirectiveReader.directives(in: DirectiveScanner(text)))
        return plan
    }

    @Test(arguments: [
        ("[[text:a]]", 1), ("[[tool:A]]", 1), ("[[tool:A]] [[text:b]]", 2), ("[[tool:A]] [[tool:B]]", 2), ("[[tool:A]] [[also:B]]", 1),
        ("[[tool:A]] [[also:B]] [[tool:C]] [[text:d]]", 3), ("[[text:a]] [[tool:B]]", 1), ("", 1),
    ])
    func toolCallEndsAStep(text: String, steps: Int) throws {
        #expect(try plan(text).steps.count == steps)
    }

    @Test func stepAfterTheLastOneIsEmpty() throws {
        let plan = try plan("[[tool:A]]")
        #expect(plan.step(after: 1).items.isEmpty)
        #expect(plan.step(after: 9).items.isEmpty)
    }

    @Test func paceAndUsageHoldOnFaultsDoNot() throws {
        let plan = try plan("[[slow:5]] [[chunks:3]] [[usage:1,2]] [[stall:9]] [[stop:refusal]] [[error:500]] [[tool:A]] [[text:b]]")
        let last = plan.step(after: 1)
        #expect(last.gap == .milliseconds(5) && last.chunks == 3 && last.usage?.output == 2)
        #expect(last.stall == .zero && last.stop == nil && last.faults.isEmpty)
        #expect(plan.step(after: 0).faults.count == 1)
        #expect(plan.step(after: 2).gap == .milliseconds(5))
    }

    @Test func faultBehindAToolCallBelongsToTheNextStep() throws {
        let plan = try plan("[[tool:A]] [[error:529 x1]]")
        #expect(plan.step(after: 0).faults.isEmpty)
        #expect(plan.step(after: 1).faults.count == 1)
    }
}
