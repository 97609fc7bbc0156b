@testable import BookingStore
import LocalStack
import Scheduling
import TestSupport
import Testing

/// A connection that is lost around COMMIT, when nobody can know what the server made of it.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct LostCommitTests {
    @Test(arguments: DatabaseProxy.Cut.allCases)
    func `a COMMIT without an answer is a fault, is not run again, and its key tells the truth`(
        cut: DatabaseProxy.Cut
    ) throws {
        let database = try TestDatabase.shared()
        let stage = try Stage(database.migrated())
        let side = stage.sides[0]
        let directory = try TemporaryDirectory()
        let proxy = try DatabaseProxy(socketPath: "\(directory.path)/s", target: database.server.socketPath)
        let url = database.server.url(database: "coachbook", socketPath: proxy.socketPath)
        let store = MariaDBStore(try DatabaseURL(url))
        let claim = IdempotencyClaim.fixture(brandID: side.brand.id)
        let booking = stage.draft(side)
        var runs = 0
        proxy.cutCommits([cut])
        let fault = try #require(throws: Fault.self) {
            try stage.calendar(side, in: store, claiming: claim) { calendar in
                runs += 1
                try calendar.add(booking)
                try calendar.keep(.fixture)
            }
        }
        #expect(fault.kind == .unavailable)
        #expect(runs == 1)
        #expect(proxy.commitCuts.left == 0)
        // What was on its way may still arrive: somebody who asks for the calendar comes after it.
        try stage.calendar(side, in: store) { _ in }
        let isThere = try store.booking(booking.id, in: side.brand.id, at: .fixture) != nil
        #expect(try store.answer(to: claim, at: .stable) == (isThere ? .fixture : nil))
        switch cut {
        case .beforeCommit: #expect(!isThere)
        case .afterCommit: break
        case .beforeAnswer, .withinAnswer: #expect(isThere)
        }
    }

    @Test
    func `a thread that a silent database holds is free again before nginx gives its request up`() throws {
        let timeouts = Connection.Timeouts.request
        let nginx = contents(of: "\(Checkout.path)/nginx/snippets/fastcgi-parameters.conf")
        let words = nginx.split(whereSeparator: \.isWhitespace)
        let place = try #require(words.firstIndex(of: "fastcgi_read_timeout"))
        let nginxSeconds = try #require(UInt32(words[place + 1].prefix { $0.isNumber }))
        // One answer that never comes, then one more connection that is tried.
        #expect(timeouts.answerSeconds + 2 * timeouts.connectSeconds < nginxSeconds)
        let connection = try Connection.open(TestDatabase.shared().migrated())
        let statementSeconds = try connection.number("SELECT CAST(@@max_statement_time AS SIGNED) AS n")
        #expect(statementSeconds < timeouts.answerSeconds)
        #expect(try connection.number("SELECT @@innodb_lock_wait_timeout AS n") < statementSeconds)
    }
}
