import Glibc
import HTTP
import LocalStack
import Scheduling
import Synchronization
import TestSupport
import Testing

/// What a student feels while the providers are away: at most the deadline, and the booking stands.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct DeadProviderTests {
    /// What a request may take beyond its deadline of two seconds, on a machine that is busy with other tests.
    private static let margin = Duration.milliseconds(900 * slack)

    @Test(arguments: Nobody.Absence.allCases)
    func `a booking takes no longer than the deadline, says what is queued, and stands`(absence: Nobody.Absence) throws
    {
        let nobody = try Nobody(absence)
        let stack = try Stack(.sending(to: nobody))
        let world = try World(in: stack)
        let longest = Mutex(Duration.zero)
        let answers = Mutex<[HTTPAnswer]>([])
        // One alone, then more at once than there are threads that send.
        for (hour, day) in [(6..<7, 5), (6..<18, 6)] {
            runThreads(hour.count) { index in
                let (answer, time) = measured { try world.book(at: hour.lowerBound + index, onDay: day) }
                longest.withLock { $0 = max($0, time) }
                if let answer { answers.withLock { $0.append(answer) } }
            }
        }
        let all = answers.withLock { $0 }
        print(
            "Providers \(absence.rawValue): \(all.count) bookings, the longest request took \(longest.withLock { $0 })."
        )
        #expect(longest.withLock { $0 } < .seconds(2) + Self.margin)
        #expect(all.count == 13)
        for answer in all {
            #expect(answer.status == 201, "\(answer.text)")
            let notifications = answer.json["notifications"]
            #expect(notifications["emailSent"] == .bool(false) && notifications["smsSent"] == .bool(false))
            let warnings = notifications["warnings"].elements.compactMap(\.text)
            #expect(warnings.count == 3, "\(warnings)")
            #expect(warnings.allSatisfy { $0.hasSuffix("it stays queued and will be retried.") }, "\(warnings)")
            #expect(!warnings.contains { $0.contains("127.0.0.1") || $0.contains("fake") }, "\(warnings)")
        }
        print(all.last?.json["notifications"]["warnings"].elements.compactMap(\.text).joined(separator: "\n") ?? "")
        #expect(try stack.sql.number("SELECT COUNT(*) FROM bookings") == 13)
        #expect(try stack.sql.number("SELECT COUNT(*) FROM notifications WHERE state = 'queued'") == 39)
        #expect(stack.faults().isEmpty)
    }
}

extension DeadProviderTests {
    @Test func `while everybody books and no provider answers, others are served`() throws {
        let nobody = try Nobody(.silent)
        let world = try World(
            in: Stack(.sending(to: nobody)),
            brand: .fresh(guestRules: .generous),
            rules: .everyDay { $0.settings.sessionMinutes = 15 }
        )
        let reads = Mutex<[(status: Int, took: Duration)]>([])
        let isOver = Mutex(false)
        let guests = 32
        runThreads(guests + 1) { index in
            if index == guests {
                defer { isOver.withLock { $0 = true } }
                for _ in 0..<40 {
                    let (answer, time) = measured { try world.send("GET", "/api/bookings/instructors") }
                    reads.withLock { $0.append((answer?.status ?? 0, time)) }
                    usleep(100_000)
                }
            }
            var turn = 0
            while !isOver.withLock({ $0 }) {
                let start = day(10 + (index + turn * guests) % 70, at: "\(10 + turn % 12):00")
                _ = try? world.book(start, minutes: 15, as: nil, guest: "g\(index)@guests.example")
                turn += 1
            }
        }
        let times = reads.withLock { $0.map(\.took).sorted() }
        print("Silent providers and \(guests) who book: a reader waited \(times[20]), the slowest \(times[39]).")
        #expect(reads.withLock { $0.allSatisfy { $0.status == 200 } })
        // The first who book cannot know that nobody answers; a thread each for them would make it two seconds.
        #expect(times[30] < .seconds(1), "\(times)")
    }
}

/// What the body gives, nil when it throws, and how long it takes.
private func measured(_ body: () throws -> HTTPAnswer) -> (HTTPAnswer?, Duration) {
    let start = ContinuousClock.now
    let answer = try? body()
    return (answer, ContinuousClock.now - start)
}

extension World where Place == Stack {
    /// The studentToken, who has a phone, takes the half hour at that hour.
    fileprivate func book(at hour: Int, onDay number: Int) throws -> HTTPAnswer {
        try book(day(number, at: "\(hour < 10 ? "0" : "")\(hour):00"), minutes: 30, as: studentToken)
    }
}
