import LocalStack
import Scheduling
import TestSupport
import Testing

@testable import BookingStore

/// What becomes of links that the release before has stored.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct LinkMigrationTests {
    private let url: DatabaseURL
    private let connection: Connection
    private let stage: Stage
    private let booking: Booking
    private let secret = "cb_manage_7hGq2Zk0pLrX9vBnM4tYc81sWdE"

    init() throws {
        url = try TestDatabase.shared().empty()
        connection = try Connection.open(url, timeouts: .migration)
        _ = try Migrations(directory: TestDatabase.migrations).apply(on: connection)
        stage = try Stage(url)
        booking = stage.draft(stage.sides[0])
        try stage.calendar(stage.sides[0]) { try $0.add(booking) }
        // As the release before left it.
        try connection.rawly("ALTER TABLE bookings DROP COLUMN link_generation")
        try connection.rawly("DELETE FROM schema_migrations WHERE version = 12")
    }

    private func migrate() throws {
        #expect(
            try Migrations(directory: TestDatabase.migrations).apply(on: connection).files == ["0012_manage_links.sql"]
        )
    }

    @Test
    func `old links keep working until thirty days after their session`() throws {
        let end = ManageLink.end(of: booking)
        let store = stage.store()
        let early = Moment.fixture.adding(hours: 1)
        let tokens: [(AccessToken.Role, Moment?)] = [
            (.manage(booking.id), nil), (.manage(booking.id), early), (.admin, nil), (.service, early),
        ]
        let old = tokens.map { AccessToken.fixture(brandID: booking.brandID, role: $0, expiresAt: $1) }
        for token in old { try store.add(token) }
        try migrate()
        let ends = try old.map { try #require(try store.token(digest: $0.digest)).expiresAt }
        #expect(ends == [end, early, nil, early])
        #expect(try store.booking(booking.id, in: booking.brandID, at: .fixture)?.linkGeneration == 0)
    }

    @Test
    func `stored copies of links are wiped, and nothing else`() throws {
        let url = "https://book.example/b/m/\(secret)"
        let answers = [
            #"{"booking":{"notes":"ü \"manageUrl\":\"x\""},"manageUrl":"\#(url)","nextStep":{}}"#,
            #"{"booking":{"notes":null}}"#,
        ]
        for answer in answers {
            try connection.execute(
                """
                INSERT INTO idempotency_keys (brand_id, caller, idempotency_key, fingerprint, status, body, created_at)
                VALUES (?, 'visitor', UUID(), REPEAT('x', 32), 201, ?, '2026-11-22')
                """,
                [.id(booking.brandID), .bytes(Array(answer.utf8))]
            )
        }
        let messages = (1...3).map { OutboxMessage.fixture(about: booking, revision: $0) }
        try stage.calendar(stage.sides[0]) { try $0.add(messages) }
        let payloads = [#"{"text":"see \#(url.replacing("/", with: "\\/"))"}"#, nil, #"{"text":"no link"}"#]
        for (message, payload) in zip(messages, payloads) {
            let link = payload?.contains("no link") == true ? nil : url
            try connection.execute(
                "UPDATE notifications SET payload = ?, manage_url = ?, state = 'dead' WHERE id = ?",
                [.text(payload), .text(link), .id(message.id)]
            )
        }
        try migrate()
        let bodies = try connection.query("SELECT body FROM idempotency_keys") { row in
            String(decoding: try row.value("body") as [UInt8], as: UTF8.self)
        }
        let link = #""manageUrl":"\#(url)""#
        #expect(Set(bodies) == Set(answers.map { $0.replacing(link, with: #""manageUrl":null"#) }))
        let kept = try connection.query("SELECT payload FROM notifications WHERE payload IS NOT NULL") { try $0.text() }
        #expect(kept == [#"{"text":"no link"}"#])
        #expect(try connection.number("SELECT COUNT(manage_url) AS links FROM notifications") == 0)
        #expect(try connection.number("SELECT COUNT(*) AS messages FROM notifications") == 3)
    }

    @Test
    func `what the release before writes meanwhile is forgotten when it ends`() throws {
        try migrate()
        let store = stage.store()
        for (revision, result) in [
            AttemptResult.sent(providerID: "p"), .refused(reason: "422", blocksAddress: false), .givenUp(reason: "old"),
        ].enumerated() {
            let message = OutboxMessage.fixture(about: booking, revision: revision + 1)
            try stage.calendar(stage.sides[0]) { try $0.add([message]) }
            let leased = try #require(
                try store.lease(.these([message.id]), limit: 1, leaseSeconds: 60, at: .fixture).first
            )
            #expect(try store.beginAttempt(of: leased, payload: secret, at: .fixture) == secret)
            try connection.execute(
                "UPDATE notifications SET manage_url = ? WHERE id = ?",
                [.text(secret), .id(message.id)]
            )
            try store.record(leased, as: result, at: .fixture)
        }
        let discarded = OutboxMessage.fixture(about: booking, revision: 9)
        try stage.calendar(stage.sides[0]) { try $0.add([discarded]) }
        try connection.execute(
            "UPDATE notifications SET manage_url = ?, payload = ?, is_outcome_unknown = TRUE WHERE id = ?",
            [.text(secret), .text(secret), .id(discarded.id)]
        )
        #expect(try store.discard(discarded.id, at: .fixture))
        let left = try connection.number(
            "SELECT COUNT(*) AS left_there FROM notifications WHERE payload IS NOT NULL OR manage_url IS NOT NULL"
        )
        #expect(left == 0)
    }
}
