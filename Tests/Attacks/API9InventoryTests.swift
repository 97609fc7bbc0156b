import Glibc
import HTTP
import Scheduling
import TestSupport
import Testing

/// OWASP API9, improper inventory management: the running server says what it takes and answers, and does just that.
///
/// That document and table of routes are the same is `ShowContractTests`.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct API9InventoryTests {
    /// How many requests each operation gets by chance, beside the systematic ones; `COACHBOOK_LONG` makes it many.
    private static let examples = getenv("COACHBOOK_LONG") == nil ? 25 : 1_500

    @Test(.enabled(if: PythonTools.areInstalled, "\(PythonTools.absence)"), arguments: ["admin", "student", "visitor"])
    func `whatever is asked by the document or against it, the answer is one that it names`(caller: String) throws {
        let world = try World(in: Stack())
        let id = try #require(world.book(day(5, at: "10:00"), as: world.studentToken).json["booking"]["id"].text)
        let token = ["admin": world.admin, "student": world.studentToken][caller] ?? "-"
        let url = "http://127.0.0.1:\(world.stack.client.port)"
        let arguments = [url, world.brand.slug, "\(world.instructor.id)", id, token, "\(Self.examples)"]
        do {
            let report = try PythonTools.run("contract.py", arguments + ["20261126"], seconds: 3_600)
            #expect(report.contains { $0.contains("No issues found") }, "\(report.suffix(5))")
        } catch let error as PythonError {
            Issue.record("\(error.output.suffix(6_000))")
        }
        #expect(world.stack.faults() == [])
        let log = contents(of: world.stack.accessLogPath).split(separator: "\n")
        #expect(log.count > 500)
        // It does no good to be refused all the time.
        let writes = log.filter { line in ["POST", "PUT", "PATCH"].contains { line.contains(#""method":"\#($0)""#) } }
        let written = writes.count { $0.contains(#""status":"20"#) }
        #expect(written > 1, "\(written) of \(writes.count) writes were taken")
    }

    @Test(arguments: [
        "/api/v1/bookings", "/v1/bookings", "/api", "/swagger.json", "/openapi.json", "/docs",
        "/graphql", "/actuator", "/debug", "/server-status", "/nginx_status", "/.env", "/.git/HEAD", "/admin",
        "/api/openapi.yaml", "/api/openapi.json/", "/coachbook-problem/unavailable", "/demo.json", "/sql/grants.sql",
    ])
    func `nothing else is served, old, new or forgotten`(path: String) throws {
        let world = try World(in: Stack.shared())
        for token in [nil, world.admin] {
            let answer = try world.send("GET", path, as: token)
            #expect(answer.status == 404 && answer.code == "not_found", "\(path): \(answer.text)")
        }
    }
}
