import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// For how long there is overload; nil when nobody asked for it.
private let overloadSeconds = currentEnvironment().value(of: "COACHBOOK_OVERLOAD_SECONDS").flatMap { Int($0) }

/// What the stack does with far more requests than it can serve.
///
/// It compares figures of one run, so it runs alone: `make test` starts it after the others. `make overload` makes ten
/// minutes of it, with a release build. Half of the cores are the machine that serves, the others make the load.
@Suite(
    .serialized,
    .enabled(if: Stack.isWanted, Stack.absence),
    .enabled(if: Installed.wrk, "wrk is not installed (Debian: apt-get install wrk)"),
    .enabled(if: overloadSeconds != nil, "it wants the machine for itself (make overload)")
)
struct OverloadTests {
    /// One part of the overload, after which memory is looked at.
    private static let leg = min(60, max(5, (overloadSeconds ?? 0) / 3))

    private static let peakSeconds = 5

    /// So many that their calendars do not fill up in a minute; a full one is more work.
    private static let instructors = 64

    /// nginx has 1,024 connections in each of its processes.
    private static let clients = 1_600

    /// What somebody who is refused, as most are, has to wait for it, on a machine of which every core is busy.
    private static let fastMilliseconds = 500

    @Test func `at four times what it can serve, it serves nearly as much as ever and refuses the rest at once`() throws
    {
        try Cores.bind(to: Cores.serving)
        var options = Stack.Options()
        options.ownServer = true
        let stack = try Stack(options)
        try Cores.bind(to: Cores.loading)
        let rules = AvailabilityRules.everyDay { $0.settings.bufferMinutes = 0 }
        let studio = try Studio(in: stack, rules: rules)
        let others = try (1..<Self.instructors).map { _ in try studio.addInstructor(rules: rules).instructor }
        let workers = stack.workers
        let load = BookingLoad(studio: studio, instructors: [studio.instructor] + others)
        var memory: [Int] = []
        var (served, possible) = (0, 0)
        // Calendars fill up and machines have moods: what can be served is asked before and after each part.
        var best = try peak(load)
        for _ in 0..<max(2, (overloadSeconds ?? 0) / Self.leg) {
            let pause = try pause(asking: best.goodput, load)
            let run = try load.run(connections: Self.clients, pause: pause, seconds: Self.leg)
            memory.append(stack.workers.reduce(0) { $0 + residentKilobytes($1) })
            print("Overload, peak: \(best.summary)")
            print("Overload, \(run.offered * 10 / best.goodput) tenths of it: \(run.summary); \(memory.last ?? 0) kB")
            #expect(run.offered >= 4 * best.goodput)
            #expect(run.goodput * 10 >= best.goodput * 8)
            // 499: wrk went away when its time was up.
            #expect(run.counts.keys.allSatisfy { [200, 201, 409, 429, 499, 503].contains($0) }, "\(run.counts)")
            #expect(run.median < Self.fastMilliseconds)
            #expect(run.p99(of: 503) < Self.fastMilliseconds && run.p99(of: 429) < Self.fastMilliseconds)
            let next = try peak(load)
            served += run.goodput
            possible += (best.goodput + next.goodput) / 2
            best = next
        }
        print("Overload, goodput: \(served * 100 / possible) % of the peak")
        let healthy = try healthyAgain(studio)
        print("Overload, healthy again after \(healthy) ms; resident kB: \(memory)")
        #expect(healthy < 2_000)
        let (first, last) = try (#require(memory.first), #require(memory.last))
        #expect(last * 100 <= first * 105, "\(memory)")
        #expect(stack.workers == workers, "a worker died")
        #expect(stack.faults().isEmpty)
    }

    /// The most that is served, by as many clients as there are threads and by twice as many.
    private func peak(_ load: BookingLoad) throws -> LoadRun {
        let runs = try [16, 32].map { try load.run(connections: $0, seconds: Self.peakSeconds) }
        return runs[0].goodput > runs[1].goodput ? runs[0] : runs[1]
    }

    /// How long each client rests so that together they ask for more than four times as much as is served at best.
    ///
    /// Those who are served wait, so it is found by trying; memory grows to its size meanwhile.
    private func pause(asking goodput: Int, _ load: BookingLoad) throws -> Int {
        var pause = Self.clients * 1_000 / (4 * goodput)
        while pause > 1 {
            let run = try load.run(connections: Self.clients, pause: pause, seconds: 5)
            if run.offered * 10 > 41 * goodput { break }
            pause = pause * 19 / 20
        }
        return pause
    }

    /// How many milliseconds after the load the last request was refused or slow, of those of three seconds.
    private func healthyAgain(_ studio: Studio) throws -> Int {
        let start = ContinuousClock.now
        var last = 0
        while ContinuousClock.now - start < .seconds(3) {
            let began = ContinuousClock.now
            let status = try studio.send("GET", "/api/bookings/availability?instructorId=\(studio.instructor.id)")
                .status
            let took = ContinuousClock.now - began
            if status != 200 || took > .milliseconds(Self.fastMilliseconds) {
                last = Int((ContinuousClock.now - start) / .milliseconds(1))
            }
        }
        return last
    }
}

/// What a process has in memory; zero when it is gone.
private func residentKilobytes(_ process: pid_t) -> Int {
    let fields = contents(of: "/proc/\(process)/statm").split(separator: " ")
    return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4 : 0
}
