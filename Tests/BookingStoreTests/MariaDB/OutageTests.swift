@testable import BookingStore
import LocalStack
import Scheduling
import TestSupport
import Testing

/// A database that goes away; on a server of its own.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct OutageTests {
    @Test
    func `a store finds its way back after the server was killed and started again`() throws {
        let database = try TestDatabase()
        let stage = try Stage(database.migrated())
        let store = stage.store()
        let side = stage.sides[0]
        let booking = stage.draft(side)
        try stage.calendar(side, in: store) { try $0.add(booking) }
        database.server.kill()
        for _ in 0..<2 {
            let fault = try #require(throws: Fault.self) {
                try store.booking(booking.id, in: side.brand.id, at: .fixture)
            }
            #expect(fault.kind == .unavailable)
        }
        let fault = try #require(throws: Fault.self) { try stage.calendar(side, in: store) { _ in } }
        #expect(fault.kind == .unavailable)
        try database.server.start()
        #expect(try store.booking(booking.id, in: side.brand.id, at: .fixture) == booking)
        try database.server.restart()
        #expect(try stage.calendar(side, in: store) { try $0.booking(booking.id) } == booking)
    }

    @Test
    func `a connection that is lost inside a transaction writes nothing, and the transaction runs once more`() throws {
        let database = try TestDatabase()
        let stage = try Stage(database.migrated())
        let side = stage.sides[0]
        let store = stage.store()
        let administrator = try database.administrator()
        let lost = stage.draft(side)
        var runs = 0
        let fault = try #require(throws: Fault.self) {
            try stage.calendar(side, in: store) { calendar in
                runs += 1
                try calendar.add(lost)
                try killEveryoneElse(administrator)
                try calendar.add(BookingEvent.fixture(of: lost))
            }
        }
        #expect(fault.kind == .unavailable)
        #expect(runs == 2)
        #expect(try store.booking(lost.id, in: side.brand.id, at: .fixture) == nil)
        #expect(throws: Fault.self) {
            try stage.calendar(side, in: store) { calendar in
                try calendar.add(lost)
                try killEveryoneElse(administrator)
            }
        }
        #expect(
            try store.schedule(of: stage.instructor.id, in: side.brand.id, busyWithin: .fixture(), at: .fixture)?.busy
                == []
        )
        // An idle connection that was closed is replaced before anything of the next transaction was sent.
        try killEveryoneElse(administrator)
        runs = 0
        try stage.calendar(side, in: store) { calendar in
            runs += 1
            if runs == 1 { try killEveryoneElse(administrator) }
            try calendar.add(lost)
        }
        #expect(runs == 2)
        #expect(try store.booking(lost.id, in: side.brand.id, at: .fixture) == lost)
    }

    @Test
    func `the first host that answers is taken, and none is a fault without the password`() throws {
        let port = freePort()
        let database = try TestDatabase(options: ["--skip-networking=0", "--bind-address=127.0.0.1", "--port=\(port)"])
        let administrator = try database.administrator()
        try administrator.rawly("CREATE USER far@'127.0.0.1' IDENTIFIED BY 'hidden'")
        try administrator.rawly("GRANT SELECT ON coachbook.* TO far@'127.0.0.1'")
        let closed = "127.0.0.1:\(freePort())"
        let store = MariaDBStore(try DatabaseURL("mariadb://far:hidden@\(closed),127.0.0.1:\(port)/coachbook"))
        #expect(try store.schemaVersion() > 0)
        let nowhere = MariaDBStore(try DatabaseURL("mariadb://far:hidden@\(closed)/coachbook"))
        let fault = try #require(throws: Fault.self) { try nowhere.schemaVersion() }
        #expect(fault.kind == .unavailable)
        #expect(fault.operation == "store.connect")
        #expect(!fault.detail.contains("hidden"))
        let refused = MariaDBStore(try DatabaseURL("mariadb://far:wrong@127.0.0.1:\(port)/coachbook"))
        #expect(try #require(throws: Fault.self) { try refused.schemaVersion() }.kind == .broken)
    }

    @Test
    func `a connection that must be encrypted is not made to a server that cannot, or whose certificate is unknown`()
        throws
    {
        let directory = try TemporaryDirectory()
        let openssl = try ChildProcess(
            "/usr/bin/openssl",
            opensslArguments(directory.path),
            logPath: directory.path + "/log"
        )
        try #require(openssl.wait(milliseconds: 30_000) && openssl.exitCode == 0)
        let port = freePort()
        let certificate = directory.path + "/cert.pem"
        let database = try TestDatabase(options: [
            "--skip-networking=0", "--bind-address=127.0.0.1", "--port=\(port)", "--ssl-cert=\(certificate)",
            "--ssl-key=\(directory.path)/key.pem",
        ])
        try database.administrator().rawly("CREATE USER far@'127.0.0.1' REQUIRE SSL")
        let address = "mariadb://far@127.0.0.1:\(port)/information_schema?tls=on"
        #expect(throws: Fault.self) { try Connection.open(DatabaseURL(address)) }
        let connection = try Connection.open(DatabaseURL("\(address)&ca=\(certificate)"))
        let cipher = try connection.query("SHOW STATUS LIKE 'Ssl_cipher'") { (try $0.text(), try $0.text()) }
        #expect(cipher.first?.1.isEmpty == false)
        let plain = try TestDatabase.shared().administratorURL()
        let socket = try #require(plain.socket)
        #expect(throws: Fault.self) {
            try Connection.open(DatabaseURL("mariadb://root@localhost/coachbook?tls=on&socket=\(socket)"))
        }
    }

    /// Makes a certificate for 127.0.0.1 that has signed itself.
    private func opensslArguments(_ directory: String) -> [String] {
        [
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
            "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", directory + "/key.pem", "-out",
            directory + "/cert.pem",
        ]
    }

    /// Ends every session but the one that asks.
    private func killEveryoneElse(_ administrator: Connection) throws {
        let others = try administrator.query(
            "SELECT id FROM information_schema.processlist WHERE user = 'coachbook' AND id <> CONNECTION_ID()"
        ) { try $0.int() }
        #expect(!others.isEmpty)
        for id in others { try administrator.rawly("KILL \(id)") }
        // A session that does something notices only at its end.
        #expect(
            waitUntil(milliseconds: 5000) {
                (try? administrator.number(
                    "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE user = 'coachbook'"
                )) == 0
            }
        )
    }
}
