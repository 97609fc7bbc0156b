@testable import BookingStore
import Glibc
import LocalStack
import TestSupport
import Testing

/// What may become a statement.
struct SQLTests {
    private static let inner: SQL = "a, b"

    @Test
    func `literals and other SQL are put together`() {
        let sql: SQL = "SELECT \(Self.inner) FROM t"
        #expect(sql.description == "SELECT a, b FROM t")
        #expect(SQL("").description == "")
    }

    @Test
    func `the same text has one address, so that it is prepared once`() {
        let twice = (0..<2).map { _ -> SQL in "SELECT \(Self.inner)" }
        #expect(twice[0].start == twice[1].start)
        let literals = (0..<2).map { _ -> SQL in "SELECT 1" }
        #expect(literals[0].start == literals[1].start)
    }

    /// Needs the compiler, which whoever runs tests has.
    @Test(arguments: [
        ("let sql: SQL = \"SELECT 1\"; let more: SQL = \"\\(sql) FROM t\"", true),
        ("let name = readLine() ?? \"\"; let sql: SQL = \"SELECT \\(name)\"", false),
        ("let name: StaticString = \"a\"; let sql: SQL = \"SELECT \\(name)\"", false),
        ("let name = readLine() ?? \"\"; let sql = SQL(name)", false),
        ("let name = readLine() ?? \"\"; let sql = SQL(stringLiteral: name)", false),
        ("let name = readLine() ?? \"\"; let sql: SQL = \"SELECT \" + name", false),
        (
            """
            var parts = SQL.StringInterpolation(literalCapacity: 0, interpolationCount: 0)
            parts.appendLiteral(readLine() ?? "")
            """, false
        ),
    ])
    func `no text of the running program becomes a statement`(code: String, compiles: Bool) throws {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/main.swift"
        let file = try #require(fopen(path, "we"))
        fputs(code, file)
        fclose(file)
        let source = Checkout.path + "/Sources/BookingStore/MariaDB/SQL.swift"
        let compiler = try Program.run("swiftc", ["-typecheck", "-package-name", "coachbook", source, path])
        #expect((compiler.exitCode == 0) == compiles, "\(compiler.output)")
        if !compiles { #expect(compiler.output.contains("main.swift"), "\(compiler.output)") }
    }
}
