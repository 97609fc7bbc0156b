import Glibc
import HTTP
import LocalStack
import TestSupport
import Testing

/// What `coachbook demo` promises in writing, and what it says when it cannot start.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct DemoStartTests {
    private static let canMount: Bool = {
        let words = ["--mount", "sh", "-c", "mount -t tmpfs tmpfs /mnt"]
        return (try? Program.run("/usr/bin/unshare", words).exitCode) == 0
    }()

    @Test func `demo.json and the two brands are as the contract says`() throws {
        let demo = try DemoRun()
        let json = try JSONValue.parse(Array(demo.file("demo.json").utf8))
        #expect(
            json.names == [
                "url", "brand", "databaseSocket", "database", "tokens", "instructorIds", "studentId", "cronSecret",
            ]
        )
        #expect(json["tokens"].names == ["admin", "service", "instructor", "student"])
        #expect(json["url"].text == "http://127.0.0.1:\(demo.port)")
        #expect(json["brand"].text == "demo" && json["database"].text == "coachbook")
        for role in ["admin", "service", "instructor", "student"] {
            #expect(json["tokens"][role].text?.hasPrefix("cb_\(role)_") == true)
        }
        let socket = try #require(json["databaseSocket"].text)
        let sql = SQLClient(socketPath: socket, database: "coachbook")
        #expect(
            try sql.rows("SELECT slug, payment_policy, allows_guests FROM brands ORDER BY 1") == [
                ["demo", "trusted", "1"], ["demo-two", "trusted", "1"],
            ]
        )
        #expect(try sql.rows("SELECT COUNT(*) FROM students WHERE phone IS NOT NULL") == [["1"]])
        let ids = json["instructorIds"].elements.compactMap(\.text)
        let admin = ("Authorization", "Bearer \(json["tokens"]["admin"].text ?? "")")
        var zones: [String?] = []
        for id in ids {
            let path = "/api/bookings/availability/rules?instructorId=\(id)"
            let rules = try demo.client.send("GET", path, headers: [("X-Brand", "demo"), admin]).json
            zones.append(rules["settings"]["timezone"].text)
            #expect(rules["weeklySlots"].elements.map { $0["dayOfWeek"].number } == [1, 2, 3, 4, 5])
            #expect(
                rules["weeklySlots"].elements.allSatisfy {
                    $0["startTime"].text == "09:00" && $0["endTime"].text == "17:00"
                }
            )
        }
        #expect(zones == ["Europe/Berlin", "America/New_York"])
        let second = try demo.client.send("GET", "/api/bookings/instructors", headers: [("X-Brand", "demo-two")])
        #expect(second.json["instructors"].elements.compactMap { $0["id"].text } == [ids.first])
        for index in 0..<80 {
            let answer = try demo.client.send("POST", "/api/bookings", headers: [("X-Brand", "demo")], json: "{}")
            #expect(answer.status == 400, "request \(index): limits spare loopback")
        }
        let cron = [("x-booking-cron-secret", try #require(json["cronSecret"].text))]
        #expect(try demo.client.send("POST", "/api/bookings/reminders", headers: cron).status == 200)
        #expect(try demo.client.send("POST", "/api/bookings/reminders").status == 401)
    }

    @Test func `a directory that cannot be made is told in one line`() throws {
        try expectRefusal(demo("/proc/nowhere"), "/proc/nowhere")
        try expectRefusal(demo("/dev/null/x"), "/dev/null")
    }

    @Test func `a directory too deep for a socket is told in one line`() throws {
        let directory = try TemporaryDirectory()
        try expectRefusal(demo(directory.path + "/" + String(repeating: "d", count: 120)), "too deep")
    }

    @Test(.enabled(if: canMount, "this user may not mount a file system"))
    func `a file system without room is told in one line`() throws {
        let script = "mount -t tmpfs -o size=20m tmpfs /mnt && exec \"$@\""
        try expectRefusal(inNamespace(script, demo("/mnt/demo")), "are free at")
    }

    @Test(.enabled(if: canMount, "this user may not mount a file system"))
    func `a machine without MariaDB or nginx is told which package to install`() throws {
        for (package, programs) in [("mariadb-server", "mariadbd mysqld"), ("nginx", "nginx")] {
            let directory = try TemporaryDirectory()
            let script = """
                for p in \(programs); do f=$(command -v $p) && mount --bind /dev/null "$(readlink -f "$f")"; done; exec "$@"
                """
            try expectRefusal(inNamespace(script, demo(directory.path)), "apt-get install \(package)")
        }
    }

    private func demo(_ directory: String) -> [String] {
        [
            BuiltProduct.path("coachbook"), "demo", "--port", String(freePort()), "--assets", Checkout.path,
            "--directory", directory,
        ]
    }

    /// The command line that runs another where only it sees what is mounted.
    private func inNamespace(_ script: String, _ command: [String]) -> [String] {
        ["/usr/bin/unshare", "--mount", "sh", "-c", script, "sh"] + command
    }

    private func expectRefusal(_ command: [String], _ words: String) throws {
        let program = try Program.run(command[0], Array(command.dropFirst()), seconds: 30)
        #expect(program.exitCode != 0)
        let lines = program.output.split(separator: "\n")
        #expect(lines.count == 1, "\(program.output)")
        #expect(program.output.contains(words), "\(program.output)")
    }
}
