import Glibc
import LocalStack
import Scheduling
import TestSupport

/// A run of wrk with `Tests/Load/mix.lua` against a studio, and what nginx wrote about each request.
///
/// wrk's connections rest between requests, so that what is offered hardly falls when answers come late.
struct LoadRun {
    /// How many answers of each status there were.
    let counts: [Int: Int]

    /// How long nginx had each request, in milliseconds, ascending, by status.
    let milliseconds: [Int: [Int]]

    private let seconds: Int

    /// Makes load.
    ///
    /// - Parameters:
    ///   - studio: whose slots are listed and booked.
    ///   - instructors: of whom.
    ///   - connections: how many clients at once.
    ///   - pause: how many milliseconds each of them rests after an answer, on average.
    ///   - seconds: for how long.
    /// - Throws: `LocalStackError` when wrk fails.
    init(on studio: Studio, _ instructors: [Instructor], connections: Int, pause: Int = 0, seconds: Int) throws {
        let log = studio.stack.accessLogPath
        // nginx appends, so an emptied file begins anew.
        truncate(log, 0)
        let wrk = try Program.run(
            "/usr/bin/wrk",
            [
                "-t2", "-c\(connections)", "-d\(seconds)s", "--timeout", "30s", "-s",
                "\(Checkout.path)/Tests/Load/mix.lua",
                "http://127.0.0.1:\(studio.stack.client.port)",
            ],
            environment: [
                "TARGETS=\(instructors.map { "\($0.id)" }.joined(separator: ","))", "BRAND=\(studio.brand.slug)",
                "TOKEN=\(studio.service)", "PAUSE=\(pause)",
            ],
            seconds: seconds + 60
        )
        guard wrk.exitCode == 0 else { throw LocalStackError("wrk: \(wrk.output)") }
        self.seconds = seconds
        var milliseconds: [Int: [Int]] = [:]
        for line in contents(of: log).utf8.split(separator: UInt8(ascii: "\n")) {
            guard let line = AccessLine(line) else { continue }
            milliseconds[line.status, default: []].append(line.milliseconds)
        }
        self.milliseconds = milliseconds.mapValues { $0.sorted() }
        counts = milliseconds.mapValues(\.count)
    }

    /// Answers a second that said what was asked: slots, a booking, or that the time is taken.
    var goodput: Int { [200, 201, 409].reduce(0) { $0 + counts[$1, default: 0] } / seconds }

    /// Requests a second.
    var offered: Int { counts.values.reduce(0, +) / seconds }

    /// The time within which all but one of a hundred answers of that status came, in milliseconds.
    func p99(of status: Int) -> Int { milliseconds[status].map { $0[$0.count * 99 / 100] } ?? 0 }

    /// The figures in a line.
    var summary: String {
        let statuses = counts.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key) (p99 \(p99(of: $0.key)) ms)" }
        return "\(offered) requests/s, \(goodput) good: \(statuses.joined(separator: ", "))"
    }
}

/// What a test wants to know of a line of nginx's log.
private struct AccessLine {
    let status: Int
    let milliseconds: Int

    init?(_ line: Substring.UTF8View.SubSequence) {
        let text = Substring(line)
        guard let status = text.value(of: "status").flatMap({ Int($0) }),
            let seconds = text.value(of: "seconds").flatMap({ Double($0) })
        else { return nil }
        self.status = status
        milliseconds = Int(seconds * 1000)
    }
}

extension Substring {
    /// The text of a member of a flat JSON object.
    fileprivate func value(of name: String) -> Substring? {
        guard let range = firstRange(of: "\"\(name)\":\"") else { return nil }
        return self[range.upperBound...].prefix { $0 != "\"" }
    }
}
