import Glibc
import System
import LocalStack
import Scheduling
import Synchronization
import TestSupport

/// Clients who book, pay, move and cancel until they are told to stop, and who do not give up on an unclear outcome.
///
///     let places = try Crowd.places(in: stack)
///     let crowd = Crowd(on: places, clients: 12, seed: 1)
///     …                                          // kill what you like; crowd.ledger tells how it goes
///     crowd.end()                                // every request has a clear outcome now, or it is a complaint
///     let audit = try Audit(of: crowd.ledger, on: places, in: stack.sql)
///     #expect(audit.findings == [])
final class Crowd: Sendable {
    /// What it was told.
    let ledger = Ledger()

    private let places: [World<Stack>]
    private let running: Mutex<Int>
    private let isOver = Mutex(false)

    /// Lets them begin.
    ///
    /// - Parameters:
    ///   - places: what can be booked.
    ///   - clients: how many at once; each acts for several people.
    ///   - seed: of everything that they choose.
    init(on places: [World<Stack>], clients: Int, seed: UInt64) {
        self.places = places
        running = Mutex(clients)
        for number in 0..<clients {
            startThread { [self] in
                var client = CrowdClient(number, on: places, ledger, seed: seed &+ UInt64(number))
                while !isOver.withLock({ $0 }) { client.act() }
                client.finish()
                running.withLock { $0 -= 1 }
            }
        }
    }

    /// Lets them finish what they have begun, and waits for it.
    func end() {
        isOver.withLock { $0 = true }
        let isDone = waitUntil(milliseconds: 120_000) { running.withLock { $0 == 0 } }
        if !isDone { ledger.complain("clients that do not come to an end") }
    }
}

extension Crowd {
    /// Adds two brands: one instructor works for both, with different buffers, and each has one of its own.
    ///
    /// Between the two buffers lies what only the instructor's lock can refuse, not the guard's primary key.
    static func places(in stack: Stack) throws -> [World<Stack>] {
        let narrow = AvailabilityRules.everyDay { $0.settings.bufferMinutes = 0 }
        let wide = AvailabilityRules.everyDay { $0.settings.bufferMinutes = 60 }
        let first = try World(in: stack, brand: .fresh(guestRules: .generous), rules: narrow)
        let second = try first.rival(brand: .fresh(guestRules: .generous), rules: wide)
        return try [first, second, first.colleague(rules: narrow), second.colleague(rules: wide)]
    }
}

extension [World<Stack>] {
    /// The brands as a list of SQL.
    var brandList: String { list(map { "\($0.brand.id)" }) }

    /// The instructors as a list of SQL.
    var instructorList: String { list(map { "\($0.instructor.id)" }) }

    private func list(_ ids: [String]) -> String { Set(ids).sorted().map { "'\($0)'" }.joined(separator: ", ") }
}
