import Glibc
import LocalStack
import Scheduling
import TestSupport

/// Clients who list and book a world's slots: wrk with `Tests/Load/mix.lua`.
///
/// Its connections rest between requests, so that what is offered hardly falls when answers come late.
struct BookingLoad {
    /// Whose slots.
    let world: World<Stack>

    /// Of whom.
    let instructors: [Instructor]

    /// Makes load.
    ///
    /// - Parameters:
    ///   - connections: how many clients at once.
    ///   - pause: how many milliseconds each of them rests after an answer, on average.
    ///   - seconds: for how long.
    /// - Returns: what came of it.
    /// - Throws: `LocalStackError` when wrk fails.
    func run(connections: Int, pause: Int = 0, seconds: Int) throws -> LoadRun {
        let log = world.stack.accessLogPath
        // nginx appends, so an emptied file begins anew.
        truncate(log, 0)
        let wrk = try Program.run(
            "/usr/bin/wrk",
            [
                "-t2", "-c\(connections)", "-d\(seconds)s", "--timeout", "30s", "--latency", "-s",
                "\(Checkout.path)/Tests/Load/mix.lua",
                "http://127.0.0.1:\(world.stack.client.port)",
            ],
            environment: [
                "TARGETS=\(instructors.map { "\($0.id)" }.joined(separator: ","))", "BRAND=\(world.brand.slug)",
                "TOKEN=\(world.service)", "PAUSE=\(pause)",
            ],
            seconds: seconds + 60
        )
        guard wrk.exitCode == 0 else { throw LocalStackError("wrk: \(wrk.output)") }
        return LoadRun(accessLog: contents(of: log), seconds: seconds, median: median(in: wrk.output))
    }
}

/// What nginx wrote about each request of a load.
struct LoadRun {
    /// How many answers of each status there were.
    let counts: [Int: Int]

    /// How long nginx had each request, in milliseconds, ascending, by status.
    let milliseconds: [Int: [Int]]

    /// What half of the clients waited at most for an answer of any kind, in milliseconds.
    let median: Int

    private let seconds: Int

    fileprivate init(accessLog: String, seconds: Int, median: Int) {
        self.seconds = seconds
        self.median = median
        var milliseconds: [Int: [Int]] = [:]
        for line in accessLog.utf8.split(separator: UInt8(ascii: "\n")) {
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
        return "\(offered) requests/s, median \(median) ms, \(goodput) good: \(statuses.joined(separator: ", "))"
    }
}

/// The line `50% 1.23ms` of wrk's report, in milliseconds; its other units are us, s and m.
private func median(in report: String) -> Int {
    let words = report.split { $0 == " " || $0 == "\n" }
    guard let name = words.firstIndex(of: "50%"), name + 1 < words.count else { return .max }
    let unit = words[name + 1].drop { $0.isNumber || $0 == "." }
    let scale: [Substring: Double] = ["us": 0.001, "ms": 1, "s": 1_000, "m": 60_000]
    guard let value = Double(words[name + 1].dropLast(unit.count)), let scale = scale[unit] else { return .max }
    return Int(value * scale)
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
