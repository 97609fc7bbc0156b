import Glibc
import HTTP
import LocalStack
import TestSupport
import Testing

/// `coachbook demo` as somebody uses it who has just installed it.
@Suite(.serialized, .enabled(if: Stack.isWanted, "MariaDB or nginx is missing"))
struct DemoTests {
    @Test func `every line that the demo prints works, and everything stops`() throws {
        let demo = try DemoRun()
        #expect(demo.member("brand") == "demo")
        let answers = try demo.runPrintedLines()
        #expect(answers.contains(#"{"status":"ok"}"#))
        #expect(answers.contains(#""firstName":"Clara""#))
        #expect(answers.contains(#""studentStartAt":""#))
        #expect(answers.contains(#""code":"slot_unavailable""#))
        #expect(answers.contains(#""status":"confirmed","paymentStatus":"paid""#))
        #expect(answers.contains(#""status":"cancelled""#))
        #expect(answers.contains(#""conflicts":["#))
        #expect(!answers.contains(#""code":"invalid_field""#))
        // Nothing went out: what students would have got lies in the inbox, which the last but one line shows.
        #expect(answers.contains(#""notifications":{"emailSent":false,"smsSent":false,"warnings":["#))
        #expect(answers.contains("RESEND_API_KEY or RESEND_SMTP_KEY not configured; it is in the inbox of files."))
        for words in ["Subject: ", "(SMS)", "BEGIN:VCALENDAR", "/demo/m/cb_manage_"] {
            #expect(answers.contains(words), "\(words)")
        }
        demo.stop(SIGINT)
        #expect(demo.process.exitCode == 0)
        #expect(demo.remainingProcesses().isEmpty)
    }

    @Test func `data and tokens stay between runs`() throws {
        let first = try DemoRun()
        let before = first.file("demo.json")
        let token = try #require(first.token("instructor"))
        let rules = "/api/bookings/availability/rules?instructorId=\(try #require(first.instructor))"
        let caller = [("X-Brand", "demo"), ("Authorization", "Bearer \(token)")]
        let earlier = try first.client.send("GET", rules, headers: caller)
        #expect(earlier.status == 200)
        first.stop(SIGTERM)
        #expect(first.process.exitCode == 0)
        let key = first.file("secret-key")
        let second = try DemoRun(port: first.port, directory: first.directory)
        #expect(second.file("demo.json") == before)
        #expect(second.file("secret-key") == key && key.utf8.count == 44)
        #expect(try second.client.send("GET", rules, headers: caller).body == earlier.body)
    }

    @Test func `only its owner reads the tokens`() throws {
        let demo = try DemoRun()
        var status = stat()
        for name in ["demo.json", "secret-key"] {
            #expect(stat("\(demo.directory.path)/\(name)", &status) == 0)
            #expect(status.st_mode & 0o777 == 0o600)
        }
        #expect(stat("\(demo.directory.path)/database", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o700)
    }

    @Test func `two demos run side by side, and not in one directory`() throws {
        let first = try DemoRun()
        let second = try DemoRun()
        #expect(try first.client.send("GET", "/readyz").status == 200)
        #expect(try second.client.send("GET", "/readyz").status == 200)
        let third = try first.refused(["--port", String(freePort()), "--directory", first.directory.path])
        #expect(third.hasPrefix("Error: Something already runs in "))
        let fourth = try first.refused(["--port", String(first.port), "--directory", "\(first.directory.path)/other"])
        #expect(fourth.hasPrefix("Error: Port \(first.port) of 127.0.0.1 is in use"))
    }

    @Test func `nothing is left when the demo is killed`() throws {
        let demo = try DemoRun()
        demo.stop(SIGKILL)
        #expect(waitUntil(milliseconds: 15_000) { demo.remainingProcesses().isEmpty })
        let again = try DemoRun(port: demo.port, directory: demo.directory)
        #expect(try again.client.send("GET", "/readyz").status == 200)
    }

    @Test func `limits count this machine when asked to`() throws {
        let demo = try DemoRun(more: ["--limits", "--set", "BOOKING_WORKERS=1"])
        let statuses = try (0..<30).map { _ in try demo.client.send("POST", "/api/bookings", json: "{}").status }
        #expect(statuses.first == 404)
        #expect(statuses.last == 429)
    }

    @Test func `a setting that cannot be used is told in one line`() throws {
        let directory = try TemporaryDirectory()
        let log = "\(directory.path)/out"
        let words = [
            "demo", "--port", String(freePort()), "--directory", directory.path, "--set", "BOOKING_THREADS=none",
        ]
        let demo = try ChildProcess(BuiltProduct.path("coachbook"), words, logPath: log)
        #expect(demo.wait(milliseconds: 60_000))
        #expect(demo.exitCode == 1)
        #expect(contents(of: log).contains("BOOKING_THREADS must be a whole number"))
    }
}
