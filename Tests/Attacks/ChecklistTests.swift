import TestSupport
import Testing

/// The checklist leads to tests that there are.
struct ChecklistTests {
    @Test(arguments: Checklist.rows)
    func `each row is shown by tests of that name`(row: Checklist) {
        #expect(!row.shown.isEmpty)
        for (file, test) in row.shown {
            let text = contents(of: "\(Checkout.path)/Tests/\(file).swift")
            #expect(text.contains("func `\(test)`("), "\(file) has no test `\(test)`")
        }
    }

    @Test func `all ten rows are there, in order`() {
        let names = Checklist.rows.prefix(10).map { $0.row.prefix { $0 != " " } }
        #expect(names.map(String.init) == (1...10).map { "API\($0)" })
    }
}
