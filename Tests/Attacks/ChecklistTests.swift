import TestSupport
import Testing

/// The checklist leads to tests that there are.
struct ChecklistTests {
    @Test(arguments: Checklist.rows)
    func `each row is shown by tests of that name`(row: Checklist) throws {
        #expect(!row.shown.isEmpty)
        for (suite, test) in row.shown {
            let names = suite.split(separator: ".")
            let found = try Program.run("find", ["\(Checkout.path)/Tests/\(names[0])", "-name", "\(names[1]).swift"])
            let text = contents(of: found.output.filter { $0 != "\n" })
            #expect(text.contains("func `\(test)`("), "\(suite) has no test `\(test)`")
        }
    }

    @Test func `all ten rows are there, in order`() {
        let names = Checklist.rows.prefix(10).map { $0.row.prefix { $0 != " " } }
        #expect(names.map(String.init) == (1...10).map { "API\($0)" })
    }
}
