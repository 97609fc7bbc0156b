import Glibc
import System
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// The operator's question whether the database is right, asked through the command.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct ProveTests {
    private static let loadSeconds = 5

    @Test func `a stack at work is clean at every moment, for the server's own user`() throws {
        let stack = try Stack()
        let narrow = try World(in: stack, brand: .fresh(holdMinutes: 30))
        let wide = try narrow.rival(
            rules: .everyDay { $0.settings.bufferMinutes = 30 }
        )
        let url = try stack.database.grantedURL()
        let end = ContinuousClock.now + .seconds(Self.loadSeconds)
        for index in 0..<6 {
            startThread { work(index.isMultiple(of: 2) ? narrow : wide, index, until: end) }
        }
        var proofs: [JSONValue] = []
        while ContinuousClock.now < end {
            let proof = try prove(url, "--json")
            #expect(proof.exitCode == 0, "\(proof.output)")
            proofs.append(try JSONValue.parse(Array(proof.output.utf8)))
        }
        #expect(proofs.count > 1)
        #expect(proofs.allSatisfy { $0["ok"] == .bool(true) && $0["findings"] == .array([]) })
        let bookings = proofs.compactMap { $0["counts"]["bookings"].number }
        #expect(bookings == bookings.sorted() && Set(bookings).count > 1, "nothing happened meanwhile: \(bookings)")
        let last = try #require(proofs.last)
        #expect(try last["schemaVersion"].number == stack.sql.number("SELECT MAX(version) FROM schema_migrations"))
        #expect(Moment(rfc3339: last["checkedAt"].text ?? "") != nil)
        #expect(last["invariants"].count == Set(last["invariants"].elements.map { $0["name"].text }).count)
    }

    @Test func `what is off is told in words and in JSON, with its ids and exit code 1`() throws {
        let stack = try Stack()
        let world = try World(in: stack)
        for turn in 0..<25 {
            #expect(
                try world.book(day(5 + turn / 5, at: "1\(2 * (turn % 5)):00"), as: world.studentToken).status == 201
            )
        }
        let clean = try prove(stack.database.url())
        #expect(clean.exitCode == 0)
        #expect(clean.lines.contains("ok    busy_missing: 25 bookings"))
        #expect(clean.lines.last == "Everything holds: \(clean.lines.count - 1) invariants over 25 bookings.")

        let ids = try stack.sql.rows("SELECT id FROM bookings ORDER BY id").map { $0[0] }.sorted()
        try stack.sql.rows("DELETE FROM instructor_busy")
        let wrong = try prove(stack.database.url())
        #expect(wrong.exitCode == 1)
        let place = try #require(wrong.lines.firstIndex { $0.hasPrefix("FAIL") })
        #expect(wrong.lines[place].hasPrefix("FAIL  busy_missing: 25 of 25 bookings. "))
        let shown = wrong.lines[(place + 1)...].prefix(20)
        #expect(Array(shown) == ids.prefix(20).map { "        \($0) has 0 of 15 cells" })
        #expect(wrong.lines[place + 21] == "        and 5 more")
        #expect(wrong.lines.last == "1 of \(clean.lines.count - 1) invariants are broken.")

        let report = try prove(stack.database.url(), "--json")
        #expect(report.exitCode == 1)
        let json = try JSONValue.parse(Array(report.output.utf8))
        #expect(json["ok"] == .bool(false))
        #expect(json["counts"]["bookings"].number == 25 && json["counts"]["cells"].number == 0)
        #expect(json["findings"].count == 1)
        let finding = json["findings"][0]
        #expect(finding["invariant"].text == "busy_missing" && finding["count"].number == 25)
        #expect(finding["ids"].elements.compactMap(\.text) == ids)
        #expect(finding["violations"][0]["detail"].text == "has 0 of 15 cells")
    }

    @Test func `a database that is away is not called wrong`() throws {
        let answer = try prove("mariadb://nobody@localhost/nothing?socket=/nowhere", "--json")
        #expect(answer.exitCode == 2)
        #expect(answer.output.hasPrefix("Error: store.connect: ") && answer.lines.count == 1)
    }

    private func prove(_ url: String, _ more: String...) throws -> Program {
        try Program.run(BuiltProduct.path("coachbook"), ["prove"] + more, environment: ["BOOKING_DATABASE_URL=\(url)"])
    }

    /// Books, pays, moves and cancels, one after the other.
    private func work(_ world: World<Stack>, _ index: Int, until end: ContinuousClock.Instant) {
        var turn = 0
        while ContinuousClock.now < end {
            turn += 1
            let hour = 6 + turn % 14
            let start = day(20 + index + turn / 14, at: "\(hour < 10 ? "0" : "")\(hour):00")
            let made = try? world.book(start, as: world.service, guest: "g\(index)@guests.example")
            guard let id = made?.json["booking"]["id"].text else { continue }
            let changes = [
                payment("pi_\(id)"), #"{"startAt":"\#(day(50 + index, at: "12:00"))"}"#, #"{"status":"cancelled"}"#,
            ]
            for change in changes.prefix(turn % 4) { _ = try? world.change(id, change, as: world.service) }
        }
    }
}

extension Program {
    /// What it wrote, line by line.
    fileprivate var lines: [String] { output.split(separator: "\n").map(String.init) }
}
