import HTTP
import Testing

struct FieldErrorsTests {
    @Test
    func `nothing noted ends nothing`() throws {
        try FieldErrors().finish()
    }

    @Test
    func `errors are told in the order in which they were noted`() {
        let errors = FieldErrors()
        errors.add("b", "No.")
        errors.add("a", "Never.", code: "never")
        let problem = #expect(throws: Problem.self) { try errors.finish() }
        #expect(
            problem?.errors == [
                .init(field: "b", code: "invalid", detail: "No."), .init(field: "a", code: "never", detail: "Never."),
            ]
        )
    }

    @Test(arguments: [
        ("a", true), ("list", true), ("list[1]", true), ("list[1].b", true), ("lis", false), ("b", false),
    ])
    func `a field is mentioned when it or something inside it is wrong`(field: String, isMentioned: Bool) {
        let errors = FieldErrors()
        errors.add("a", "No.")
        errors.add("list[1].b", "No.")
        #expect(errors.mention(field) == isMentioned)
    }
}
