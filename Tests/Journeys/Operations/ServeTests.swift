import Glibc
import System
import HTTP
import LocalStack
import Synchronization
import Scheduling
import TestSupport
import Testing

/// `coachbook serve` on a bad day: no database, new settings, a new version, wrong settings.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct ServeTests {
    @Test func `a database that is away is 503, and back again 200`() throws {
        let world = try World.north(.init(ownServer: true))
        let client = world.stack.client
        #expect(try client.send("GET", "/readyz").status == 200)
        world.stack.server.kill()
        let away = try world.send("GET", "/api/bookings/instructors")
        #expect(away.status == 503)
        #expect(away.json["code"].text == "unavailable")
        #expect(away.headers["retry-after"] != nil)
        #expect(!away.text.contains("sock"))
        #expect(try client.send("GET", "/readyz").status == 503)
        #expect(try client.send("GET", "/healthz").status == 200)
        try world.stack.server.start()
        #expect(try world.send("GET", "/api/bookings/instructors").status == 200)
        #expect(try client.send("GET", "/readyz").status == 200)
    }

    @Test func `new versions and new workers take over without a failed request`() throws {
        let world = try World.north()
        let path = "/api/bookings/availability?instructorId=\(world.instructor.id)"
        let load = Readers(world.stack.client, path)
        for _ in 0..<4 {
            try world.stack.replaceService()
            #expect(waitUntil(milliseconds: 20_000) { world.stack.workers.count == 2 })
            let before = Set(world.stack.workers)
            world.stack.service.send(SIGHUP)
            #expect(
                waitUntil(milliseconds: 20_000) {
                    let workers = world.stack.workers
                    return workers.count == 2 && before.isDisjoint(with: workers)
                }
            )
        }
        let outcome = load.finish()
        #expect(outcome.failed == 0)
        #expect(outcome.answered > 100)
    }

    @Test func `workers step back for nginx and the database`() throws {
        let world = try World.north()
        let supervisor = world.stack.service.processID
        #expect(waitUntil(milliseconds: 20_000) { world.stack.workers.count == 2 })
        let workers = world.stack.workers
        let own = try #require(niceness("\(supervisor)"))
        for worker in workers { #expect(niceness("\(worker)") == min(19, own + 7)) }
    }

    @Test(arguments: [
        ("BOOKING_DATABASE_URL", "", "BOOKING_DATABASE_URL is not set"),
        ("BOOKING_DATABASE_URL", "mysql://u:hidden@h/d", "must begin with mariadb://"),
        ("BOOKING_LISTEN", "nowhere", "BOOKING_LISTEN must be"),
        ("BOOKING_LISTEN", "/nowhere/at/all.sock", "/nowhere/at/all.sock"),
        ("BOOKING_WORKERS", "0", "BOOKING_WORKERS must be a whole number"),
        ("BOOKING_THREADS", "9999", "BOOKING_THREADS must be a whole number"),
        ("BOOKING_PUBLIC_URL", "example.com", "BOOKING_PUBLIC_URL must be set"),
        ("BOOKING_SECRET_KEY", "", "BOOKING_SECRET_KEY is not set"),
        ("BOOKING_SECRET_KEY", "aGlkZGVu", "BOOKING_SECRET_KEY must be base64 of 32 bytes"),
        ("BOOKING_SECRET_KEY_PREVIOUS", "hidden", "BOOKING_SECRET_KEY_PREVIOUS must be base64"),
        ("BOOKING_PUBLIC_URL", "https://example.com/?a=b", "BOOKING_PUBLIC_URL must be set"),
        ("BOOKING_PUBLIC_URL", "https://example.com/#a", "BOOKING_PUBLIC_URL must be set"),
        ("TWILIO_FROM_NUMBER", "4915112345678", "TWILIO_FROM_NUMBER cannot be used"),
        ("BOOKING_REMINDER_CRON_SECRET", "short", "BOOKING_REMINDER_CRON_SECRET must have"),
        ("BOOKING_ZONEINFO", "/nowhere", "nowhere"),
    ])
    func `a setting that cannot be used is told in one line`(name: String, value: String, words: String) throws {
        let place = try TemporaryDirectory()
        let settings = [
            "BOOKING_DATABASE_URL": "mariadb://u:hidden@localhost/d?socket=\(place.path)/none",
            "BOOKING_LISTEN": "\(place.path)/s",
            "BOOKING_PUBLIC_URL": "http://localhost",
            "BOOKING_SECRET_KEY": Stack.secretKey,
        ].merging([name: value]) { _, given in given }
        let log = "\(place.path)/log"
        let server = try ChildProcess(
            BuiltProduct.path("coachbook"),
            ["serve"],
            environment: settings.map { "\($0)=\($1)" },
            logPath: log
        )
        #expect(server.wait(milliseconds: 20_000))
        #expect(server.exitCode != 0)
        #expect(contents(of: log).contains(words))
        #expect(contents(of: log).split(separator: "\n").count == 1)
        #expect(!contents(of: log).contains("hidden"))
    }

    @Test func `doctor finds what is well and what is not`() throws {
        let world = try World.north()
        let stack = world.stack
        let sql = "\(Checkout.path)/sql"
        let well = try stack.coachbook("doctor", "--directory", sql)
        #expect(well.exitCode == 0)
        #expect(well.output.contains("ok    schema"))
        let ill = try stack.coachbook("doctor", setting: ["BOOKING_ZONEINFO=/nowhere"])
        #expect(ill.exitCode == 1)
        #expect(ill.output.contains("FAIL"))
        for (key, words) in [("", "is not set"), ("c2hvcnQ=", "must be base64 of 32 bytes")] {
            let ill = try stack.coachbook("doctor", setting: ["BOOKING_SECRET_KEY=\(key)"])
            #expect(ill.exitCode == 1)
            #expect(ill.output.contains("FAIL  secret key: BOOKING_SECRET_KEY \(words)"), "\(ill.output)")
            #expect(ill.output.contains("ok    database") && ill.output.contains("ok    e-mail and SMS"))
        }
        let again = try stack.coachbook("migrate", "--directory", sql)
        #expect(again.output.hasPrefix("Nothing to apply"))
    }
}

/// Six threads that ask without a pause.
private final class Readers: Sendable {
    private struct State {
        var answered = 0
        var failed = 0
        var running = 6
        var isOver = false
    }

    private let state = Mutex(State())

    init(_ client: HTTPClient, _ path: String) {
        for _ in 0..<6 {
            startThread { [self] in
                while !state.withLock({ $0.isOver }) {
                    let answer = try? client.send("GET", path, headers: [("X-Brand", "north")])
                    state.withLock { if answer?.status == 200 { $0.answered += 1 } else { $0.failed += 1 } }
                }
                state.withLock { $0.running -= 1 }
            }
        }
    }

    func finish() -> (answered: Int, failed: Int) {
        state.withLock { $0.isOver = true }
        _ = waitUntil(milliseconds: 30_000) { state.withLock { $0.running == 0 } }
        return state.withLock { ($0.answered, $0.failed) }
    }
}

/// The 19th field of proc(5)'s stat.
private func niceness(_ process: some StringProtocol) -> Int? {
    let fields = contents(of: "/proc/\(process)/stat").split(separator: " ")
    return fields.count > 18 ? Int(fields[18]) : nil
}
