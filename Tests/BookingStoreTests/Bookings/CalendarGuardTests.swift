@testable import BookingStore
import Scheduling
import TestSupport
import Testing

/// What the database itself refuses, whatever program writes: everything here is plain SQL.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct CalendarGuardTests {
    private let connection: Connection
    private let brand = Brand.fixture(slug: "b-\(ID<Brand>.new())")
    private let instructor = Instructor.fixture()
    private let student = Student.fixture()

    init() throws {
        let database = try TestDatabase.shared()
        let store = MariaDBStore(try database.migrated())
        #expect(try store.add(brand))
        try store.add(instructor)
        #expect(try store.assign(instructor.id, to: brand.id, rules: .fixture()))
        #expect(try store.add(student, to: brand.id))
        connection = try database.administrator()
    }

    /// Writes a booking as another program might; times are UTC on 2026-11-23.
    @discardableResult
    private func insert(
        _ start: String,
        _ end: String,
        buffer: Int = 15,
        status: String = "confirmed",
        payment: String = "unpaid"
    ) throws -> ID<Booking> {
        let id = ID<Booking>.new()
        try connection.rawly(
            """
            INSERT INTO bookings (id, brand_id, instructor_id, student_id, contact_first_name, contact_last_name,
                contact_email, status, payment_status, start_at, end_at, buffer_minutes, scheduled_at, student_timezone,
                instructor_timezone, promised_date, promised_minute, created_at, updated_at, revision, sequence)
            VALUES ('\(id)', '\(brand.id)', '\(instructor.id)', '\(student.id)', 'A', 'B', 'a@b.example', '\(status)',
                '\(payment)', '2026-11-23 \(start)', '2026-11-23 \(end)', \(buffer), '2026-11-22', 'UTC', 'UTC',
                '2026-11-23', 0, '2026-11-22', '2026-11-22', 1, 0)
            """
        )
        return id
    }

    private func update(_ id: ID<Booking>, _ assignment: String) throws {
        try connection.rawly("UPDATE bookings SET \(assignment) WHERE id = '\(id)'")
    }

    /// The five-minute cells that a booking has.
    private func cells(_ id: ID<Booking>) throws -> [Int] {
        try connection.query("SELECT quantum FROM instructor_busy WHERE booking_id = ? ORDER BY quantum", [.id(id)]) {
            try $0.int()
        }
    }

    private func code(_ body: () throws -> Void) -> Int? {
        do {
            try body()
            return nil
        } catch {
            return (error as? Fault)?.code
        }
    }

    @Test
    func `a booking takes its time and its buffer in cells of five minutes`() throws {
        let id = try insert("10:00", "10:30", buffer: 15)
        let first = 1_795_428_000 / 300
        #expect(try cells(id) == Array(first..<first + 9))
    }

    @Test(arguments: [
        ("10:00", "11:00"), ("10:30", "10:45"), ("09:00", "12:00"), ("10:55", "11:10"), ("11:10", "12:00"),
        ("09:00", "10:00"), ("08:45", "09:50"),
    ])
    func `what overlaps a session or its buffer, or reaches with its own buffer into it, is refused`(
        start: String,
        end: String
    ) throws {
        try insert("10:00", "11:00", buffer: 15)
        #expect(code { try insert(start, end, buffer: 15) } == 1062)
        #expect(try connection.number("SELECT COUNT(*) AS n FROM bookings WHERE brand_id = ?", [.id(brand.id)]) == 1)
    }

    @Test
    func `what touches the end of a buffer is taken`() throws {
        try insert("10:00", "11:00", buffer: 15)
        try insert("11:15", "12:00", buffer: 0)
        try insert("12:00", "13:00", buffer: 0)
        try insert("09:00", "10:00", buffer: 0)
    }

    @Test(arguments: ["cancelled", "no_show"])
    func `a booking that did not take place gives its time back, and cannot have it again once it is taken`(
        status: String
    ) throws {
        let id = try insert("10:00", "11:00")
        try update(id, "status = '\(status)'")
        #expect(try cells(id).isEmpty)
        let next = try insert("10:00", "11:00")
        #expect(code { try update(id, "status = 'confirmed'") } == 1062)
        #expect(try cells(next).count == 15)
        #expect(try cells(id).isEmpty)
    }

    @Test
    func `a move takes the new time and gives the old one back, or does neither`() throws {
        let id = try insert("10:00", "11:00")
        let other = try insert("14:00", "15:00")
        let before = try cells(id)
        #expect(code { try update(id, "start_at = '2026-11-23 13:30', end_at = '2026-11-23 14:30'") } == 1062)
        #expect(try cells(id) == before)
        try update(id, "start_at = '2026-11-23 10:30', end_at = '2026-11-23 11:30'")
        #expect(try cells(id) == before.map { $0 + 6 })
        try update(id, "buffer_minutes = 0")
        #expect(try cells(id).count == 12)
        #expect(try cells(other).count == 15)
    }

    @Test
    func `a change that is not about time leaves the cells alone`() throws {
        let id = try insert("10:00", "11:00", status: "pending")
        let before = try cells(id)
        try update(id, "status = 'confirmed', notes = 'x', revision = 2")
        try update(id, "status = 'completed'")
        #expect(try cells(id) == before)
    }

    @Test
    func `a booking that is deleted gives its time back`() throws {
        let id = try insert("10:00", "11:00")
        try connection.rawly("DELETE FROM bookings WHERE id = '\(id)'")
        #expect(try cells(id).isEmpty)
        try insert("10:00", "11:00")
    }

    @Test
    func `the guard does not depend on the time zone of the writer`() throws {
        try connection.rawly("SET time_zone = '+09:30'")
        let id = try insert("10:00", "10:15", buffer: 0)
        #expect(try cells(id).first == 1_795_428_000 / 300)
    }

    @Test
    func `the longest session with the longest buffer has all its cells`() throws {
        let id = try insert("08:00", "16:00", buffer: 240)
        #expect(try cells(id).count == 144)
        #expect(code { try insert("19:45", "20:00", buffer: 0) } == 1062)
        try insert("20:00", "20:15", buffer: 0)
    }

    @Test
    func `the server's user cannot write the cells itself`() throws {
        let id = try insert("10:00", "11:00")
        let server = try Connection.open(TestDatabase.shared().migrated())
        #expect(code { try server.rawly("DELETE FROM instructor_busy WHERE booking_id = '\(id)'") } == 1142)
        #expect(code { try server.rawly("DELETE FROM bookings WHERE id = '\(id)'") } == 1142)
        #expect(code { try server.rawly("DROP TABLE instructor_busy") } == 1142)
    }

    @Test(arguments: [
        ("10:02", "11:00", 15, "confirmed", "unpaid"), ("10:00", "11:01", 15, "confirmed", "unpaid"),
        ("10:00:01", "11:00:01", 15, "confirmed", "unpaid"), ("10:00", "10:10", 15, "confirmed", "unpaid"),
        ("10:00", "18:05", 15, "confirmed", "unpaid"), ("11:00", "10:00", 15, "confirmed", "unpaid"),
        ("10:00", "11:00", 7, "confirmed", "unpaid"), ("10:00", "11:00", 245, "confirmed", "unpaid"),
        ("10:00", "11:00", 15, "Confirmed", "unpaid"), ("10:00", "11:00", 15, "confirmed ", "unpaid"),
        ("10:00", "11:00", 15, "confirmed", "free"),
    ])
    func `a booking off the grid, of a wrong length, buffer or status is refused`(
        start: String,
        end: String,
        buffer: Int,
        status: String,
        payment: String
    ) {
        #expect(code { try insert(start, end, buffer: buffer, status: status, payment: payment) } == 4025)
    }

    @Test
    func `a booking cannot be made for another brand's student`() throws {
        let foreign = Student.fixture()
        let store = MariaDBStore(try TestDatabase.shared().migrated())
        let other = Brand.fixture(slug: "b-\(ID<Brand>.new())")
        #expect(try store.add(other))
        #expect(try store.add(foreign, to: other.id))
        let id = try insert("10:00", "11:00")
        #expect(code { try update(id, "student_id = '\(foreign.id)'") } == 1452)
    }

    @Test(arguments: [
        "session_minutes = 10", "session_minutes = 62", "session_minutes = 485", "slot_interval_minutes = 0",
        "slot_interval_minutes = 7", "slot_interval_minutes = 245", "buffer_minutes = 3", "buffer_minutes = 245",
        "minimum_notice_minutes = 43201", "advance_booking_days = 0", "advance_booking_days = 366",
        "cancellation_cutoff_hours = 721", "maximum_sessions_per_day = 0", "maximum_sessions_per_day = 49",
    ])
    func `settings outside their limits are refused`(assignment: String) {
        let sql = "UPDATE instructor_scheduling_settings SET \(assignment) WHERE instructor_id = '\(instructor.id)'"
        #expect(code { try connection.rawly(sql) } == 4025)
    }

    @Test(arguments: [
        "(7, 540, 600)", "(1, 600, 600)", "(1, 600, 540)", "(1, 541, 600)", "(1, 540, 602)", "(1, 540, 1445)",
    ])
    func `a weekly window that cannot be is refused`(values: String) {
        let sql = """
            INSERT INTO instructor_weekly_availability
                (brand_id, instructor_id, position, day_of_week, start_minute, end_minute)
            VALUES ('\(brand.id)', '\(instructor.id)', 100, \(values.dropFirst())
            """
        #expect(code { try connection.rawly(sql) } == 4025)
    }

    @Test(arguments: [
        "('2026-12-02', '2026-12-01', NULL, NULL)", "('2026-12-01', '2026-12-02', 540, 600)",
        "('2026-12-01', '2026-12-01', 540, NULL)", "('2026-12-01', '2026-12-01', NULL, 600)",
        "('2026-12-01', '2026-12-01', 600, 540)", "('2026-12-01', '2026-12-01', 541, 600)",
    ])
    func `an override that cannot be is refused`(values: String) {
        let sql = """
            INSERT INTO instructor_date_overrides
                (brand_id, instructor_id, position, first_date, last_date, start_minute, end_minute)
            VALUES ('\(brand.id)', '\(instructor.id)', 100, \(values.dropFirst())
            """
        #expect(code { try connection.rawly(sql) } == 4025)
    }
}
