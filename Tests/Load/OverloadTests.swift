import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing
import System

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
    /// For how many seconds there is overload, or as much as can be served, before it is the other's turn.
    ///
    /// The speed of a machine that others share changes by a fifth within half a minute (measured); so the two are
    /// compared over many short turns.
    private static let turn = 10

    /// How many turns of overload there are.
    private static let turns = max(2, (overloadSeconds ?? 0) / turn)

    /// For how many seconds overload is judged together, and comes without a break at the end.
    private static let minute = min(60, turns * turn)

    /// So many that their calendars hardly fill up; a full one is more work.
    private static let instructors = 256

    /// nginx has 1,024 connections in each of its processes.
    private static let clients = 1_600

    /// What somebody who is refused, as most are, has to wait for it, on a machine of which every core is busy.
    private static let fastMilliseconds = 500

    @Test func `at four times what it can serve, it serves nearly as much as ever and refuses the rest at once`() throws
    {
        try Cores.bind(to: Cores.serving)
        let stack = try Stack(.init(ownServer: true))
        try Cores.bind(to: Cores.loading)
        let rules = AvailabilityRules.everyDay { $0.settings.bufferMinutes = 0 }
        let world = try World(in: stack, rules: rules)
        let others = try (1..<Self.instructors).map { _ in try world.colleague(rules: rules).instructor }
        let workers = stack.workers
        let load = BookingLoad(world: world, instructors: [world.instructor] + others)
        var memory: [Int] = []
        var turns: [(peak: Int, offered: Int, served: Int)] = []
        let few = try fewClients(load)
        var before = try load.run(connections: few, seconds: Self.turn)
        var pause = try pause(asking: before.goodput, load)
        for _ in 0..<Self.turns {
            let run = try overload(load, pause: pause, seconds: Self.turn)
            memory.append(stack.workers.reduce(0) { $0 + residentKilobytes($1) })
            let after = try load.run(connections: few, seconds: Self.turn)
            turns.append(((before.goodput + after.goodput) / 2, run.offered, run.goodput))
            print("Overload, \(before.goodput) before, \(after.goodput) after: \(run.summary)")
            before = after
            pause = Self.pause(pause, offering: run.offered, to: after.goodput)
        }
        for start in stride(from: 0, to: turns.count, by: Self.minute / Self.turn) {
            let minute = turns.dropFirst(start).prefix(Self.minute / Self.turn)
            let (peak, offered, served) = minute.reduce((0, 0, 0)) {
                ($0.0 + $1.peak, $0.1 + $1.offered, $0.2 + $1.served)
            }
            print("Overload, \(offered * 100 / peak) % of the peak asked for, \(served * 100 / peak) % served")
            #expect(offered >= 4 * peak)
            #expect(served * 10 >= peak * 8)
        }
        _ = try overload(load, pause: pause, seconds: Self.minute)
        let healthy = try healthyAgain(world)
        memory.append(stack.workers.reduce(0) { $0 + residentKilobytes($1) })
        print("Overload, healthy again after \(healthy) ms; resident kB: \(memory)")
        #expect(healthy < 2_000)
        let (first, last) = try (#require(memory.first), #require(memory.last))
        #expect(last * 100 <= first * 105, "\(memory)")
        #expect(stack.workers == workers, "a worker died")
        #expect(stack.faults().isEmpty)
    }

    /// More than can be served, of which none may wait for a refusal.
    private func overload(_ load: BookingLoad, pause: Int, seconds: Int) throws -> LoadRun {
        let run = try load.run(connections: Self.clients, pause: pause, seconds: seconds)
        // 499: wrk went away when its time was up.
        #expect(run.counts.keys.allSatisfy { [200, 201, 409, 429, 499, 503].contains($0) }, "\(run.counts)")
        #expect(run.median < Self.fastMilliseconds)
        #expect(run.p99(of: 503) < Self.fastMilliseconds && run.p99(of: 429) < Self.fastMilliseconds)
        return run
    }

    /// How many clients without rest get the most served: as many as there are threads, or twice as many.
    private func fewClients(_ load: BookingLoad) throws -> Int {
        let runs = try [16, 32].map { try load.run(connections: $0, seconds: 5) }
        return runs[0].goodput > runs[1].goodput ? 16 : 32
    }

    /// How many milliseconds each of many clients rests so that together they ask for more than four times the peak.
    ///
    /// Those who are served wait, so it is found by trying; memory grows to its size meanwhile.
    private func pause(asking peak: Int, _ load: BookingLoad) throws -> Int {
        var pause = Self.clients * 1_000 / (4 * peak)
        for _ in 0..<3 {
            let run = try overload(load, pause: pause, seconds: 5)
            pause = Self.pause(pause, offering: run.offered, to: peak)
        }
        return pause
    }

    /// The rest that would have offered a tenth more than four times the peak, where that one offered so many.
    private static func pause(_ pause: Int, offering offered: Int, to peak: Int) -> Int {
        max(1, pause * offered * 10 / (44 * peak))
    }

    /// How many milliseconds after the load the last request was refused or slow, of those of three seconds.
    private func healthyAgain(_ world: World<Stack>) throws -> Int {
        let start = ContinuousClock.now
        var last = 0
        while ContinuousClock.now - start < .seconds(3) {
            let began = ContinuousClock.now
            let status = try world.send("GET", "/api/bookings/availability?instructorId=\(world.instructor.id)")
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
