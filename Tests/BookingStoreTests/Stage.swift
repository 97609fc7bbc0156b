import BookingStore
import Scheduling
import TestSupport

/// One instructor who works for two brands with different buffers, and a student of each, in the shared tables.
struct Stage: Sendable {
    /// One of the two brands, and its student.
    typealias Side = World<DatabaseURL>

    let url: DatabaseURL
    let instructor: Instructor
    let sides: [Side]

    /// Makes them: open at all times in UTC, with the buffers in minutes; a session may start at every five minutes.
    init(_ url: DatabaseURL, buffers: [Int] = [0, 30]) throws {
        self.url = url
        let rules = buffers.map { buffer in
            AvailabilityRules.everyDay(hours: "00:00-24:00") { rules in
                rules.settings.bufferMinutes = buffer
                rules.settings.slotIntervalMinutes = 5
            }
        }
        let first = try Side(in: url, brand: .fresh(policy: .staff), rules: rules[0], hasCredentials: false)
        instructor = first.instructor
        sides = try [first] + rules.dropFirst().map { try first.rival(brand: .fresh(policy: .staff), rules: $0) }
    }

    /// A store of its own for the thread that calls.
    func store() -> MariaDBStore { MariaDBStore(url) }

    /// A booking of that side, not yet written.
    func draft(_ side: Side, _ span: TimeSpan = .fixture(), buffer: Int = 15) -> Booking {
        .fixture(brandID: side.brand.id, instructorID: instructor.id, studentID: side.student.id, span: span) {
            $0.bufferMinutes = buffer
        }
    }

    /// One transaction on the calendar for that side.
    func calendar<Result>(
        _ side: Side,
        in store: MariaDBStore? = nil,
        claiming claim: IdempotencyClaim? = nil,
        at now: Moment = .fixture,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result {
        try (store ?? self.store())
            .withCalendar(of: instructor.id, in: side.brand.id, claiming: claim, at: now, body)
    }
}
