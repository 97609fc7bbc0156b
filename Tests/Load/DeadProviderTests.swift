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

    /// How a provider is away.
    enum Absence: String, CaseIterable, Sendable {
        /// Nobody listens.
        case refusing
        /// Connections are taken, and nothing is ever answered.
        case silent
        /// Packets vanish.
        case blackhole
    }

    @Test(arguments: Absence.allCases)
    func `a booking takes no longer than the deadline, says what is queued, and stands`(absence: Absence) throws {
        let nobody = try Nobody(absence)
        let stack = try Stack(sendingTo: nobody.port)
        let studio = try Studio(in: stack)
        let longest = Mutex(Duration.zero)
        let answers = Mutex<[HTTPAnswer]>([])
        // One alone, then more at once than there are threads that send.
        for (hour, day) in [(6..<7, 5), (6..<18, 6)] {
            runThreads(hour.count) { index in
                let (answer, time) = measured { try studio.book(at: hour.lowerBound + index, onDay: day) }
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
        let studio = try Studio(in: Stack(sendingTo: nobody.port))
        let reads = Mutex<[(status: Int, took: Duration)]>([])
        let isOver = Mutex(false)
        let guests = 32
        runThreads(guests + 1) { index in
            if index == guests {
                defer { isOver.withLock { $0 = true } }
                for _ in 0..<40 {
                    let (answer, time) = measured { try studio.send("GET", "/api/bookings/instructors") }
                    reads.withLock { $0.append((answer?.status ?? 0, time)) }
                    usleep(100_000)
                }
            }
            var turn = 0
            while !isOver.withLock({ $0 }) {
                let start = day(10 + (index + turn * guests) % 70, at: "\(10 + turn % 12):00")
                _ = try? studio.book(start, minutes: 15, as: nil, guest: "g\(index)@guests.example")
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

/// A port of 127.0.0.1 behind which nobody answers.
final class Nobody: Sendable {
    /// Where it does not answer.
    let port: UInt16

    private let server: LoopbackServer?
    private let sockets: [Int32]

    init(_ absence: DeadProviderTests.Absence) throws {
        switch absence {
        case .refusing:
            (port, server, sockets) = (freePort(), nil, [])
        case .silent:
            let server = try LoopbackServer { _ in
                sleep(60)
                return .hangUp
            }
            (port, self.server, sockets) = (server.port, server, [])
        case .blackhole:
            port = freePort()
            server = nil
            sockets = fullListener(port)
        }
    }

    deinit {
        server?.stop()
        for socket in sockets { close(socket) }
    }
}

/// A listener that takes nobody, and whose queue is full: Linux then leaves further SYNs without an answer.
private func fullListener(_ port: UInt16) -> [Int32] {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var sockets = [listener]
    withLoopback(port) { address, length in
        #expect(bind(listener, address, length) == 0 && listen(listener, 0) == 0)
        for _ in 0..<4 {
            let client = socket(
                AF_INET,
                Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue),
                0
            )
            _ = connect(client, address, length)
            sockets.append(client)
        }
    }
    return sockets
}

private func withLoopback(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}

/// What the body gives, nil when it throws, and how long it takes.
private func measured(_ body: () throws -> HTTPAnswer) -> (HTTPAnswer?, Duration) {
    let start = ContinuousClock.now
    let answer = try? body()
    return (answer, ContinuousClock.now - start)
}

extension Stack {
    /// A stack whose two providers are at that port.
    convenience init(sendingTo port: UInt16) throws {
        var options = Options()
        options.environment = [
            "RESEND_FROM_EMAIL=Demo <bookings@mail.example.com>", "RESEND_API_KEY=re_fake_key",
            "RESEND_BASE_URL=http://127.0.0.1:\(port)", "TWILIO_ACCOUNT_SID=\(FakeProviders.accountSID)",
            "TWILIO_AUTH_TOKEN=\(FakeProviders.authToken)", "TWILIO_FROM_NUMBER=+15005550006",
            "TWILIO_BASE_URL=http://127.0.0.1:\(port)", "BOOKING_NOTIFY_DEADLINE_MS=2000",
        ]
        try self.init(options)
    }
}

extension Studio {
    /// The studentToken, who has a phone, takes the half hour at that hour.
    fileprivate func book(at hour: Int, onDay number: Int) throws -> HTTPAnswer {
        try book(day(number, at: "\(hour < 10 ? "0" : "")\(hour):00"), minutes: 30, as: studentToken)
    }
}
