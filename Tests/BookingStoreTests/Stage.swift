import BookingStore
import Scheduling
import TestSupport
import Testing

/// One instructor who works for two brands with different buffers, and a student of each, in the shared tables.
struct Stage: Sendable {
    /// One of the two brands, and its student.
    struct Side: Sendable {
        let brand: Brand
        let student: Student
    }

    let url: DatabaseURL
    let instructor: Instructor
    let sides: [Side]

    /// Makes them: open at all times in UTC, with the buffers in minutes; a session may start at every five minutes.
    init(_ url: DatabaseURL, buffers: [Int] = [0, 30]) throws {
        self.url = url
        let store = MariaDBStore(url)
        let instructor = Instructor.fixture()
        self.instructor = instructor
        try store.add(instructor)
        sides = try buffers.map { try Self.side(in: store, for: instructor, buffer: $0) }
    }

    private static func side(in store: MariaDBStore, for instructor: Instructor, buffer: Int) throws -> Side {
        let side = Side(brand: .fixture(slug: "b-\(ID<Brand>.new())"), student: .fixture())
        #expect(try store.add(side.brand))
        #expect(try store.add(side.student, to: side.brand.id))
        let rules = AvailabilityRules.fixture(timezone: "UTC") { rules in
            rules.settings.bufferMinutes = buffer
            rules.settings.slotIntervalMinutes = 5
            rules.weeklyWindows = (0...6).compactMap { day in
                LocalHours("00:00-24:00").map { WeeklyWindow(dayOfWeek: day, hours: $0) }
            }
        }
        #expect(try store.assign(instructor.id, to: side.brand.id, rules: rules))
        return side
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
