import Scheduling
import TestSupport
import Testing

/// What a use case is told, as values: one brand, one instructor open on weekdays 09:00-17:00 in Berlin, one student; it is
/// Sunday 2026-11-22, 12:00 UTC.
struct UseCaseScene {
    var brand = Brand.fixture(paymentPolicy: .trusted, pendingHoldMinutes: 30)
    var rules = AvailabilityRules.fixture()
    var busy: [BusySession] = []
    var now = Moment.fixture
    let instructor = Instructor.fixture()
    let student = Student.fixture()
    let tuesday = TimeSpan.fixture(startsIn: 2 * 1440 - 240)  // 09:00 in Berlin

    var calendar: InstructorCalendar {
        InstructorCalendar(
            Schedule(calendarVersion: 1, rules: rules, busy: busy),
            zones: FixtureZones(),
            at: now
        )
    }

    /// Asks for the session of Tuesday, or another.
    func create(
        _ span: TimeSpan? = nil,
        isNew: Bool = false,
        by actor: Actor = .visitor
    ) throws -> Changes {
        var random = SeededRandom(seed: 1)
        return try createBooking(
            WantedSession(
                instructorID: instructor.id,
                span: span ?? tuesday,
                studentTimezone: "America/New_York",
                location: "Pier",
                notes: nil
            ),
            for: BookingParty(student: student, isNew: isNew, instructorEmail: instructor.email),
            in: brand,
            on: calendar,
            link: { .fixture(brandID: brand.id, role: .manage($0.id)) },
            by: actor,
            using: &random
        )
    }

    /// A booking as `create` makes it.
    func booking(_ change: (inout Booking) -> Void = { _ in }) throws -> Booking {
        var booking = try #require(try create().booking)
        change(&booking)
        return booking
    }

    /// Asks for a change of a booking.
    func change(
        _ booking: Booking,
        by actor: Actor = .admin(.new()),
        paid payment: Payment? = nil,
        _ fill: (inout WantedChange) -> Void
    ) throws -> Changes {
        var wanted = WantedChange()
        fill(&wanted)
        var random = SeededRandom(seed: 1)
        return try changeBooking(
            BookingSituation(
                booking: booking,
                payment: payment,
                brand: brand,
                instructorEmail: instructor.email,
                calendar: calendar
            ),
            wanted,
            by: actor,
            using: &random
        )
    }
}

extension Changes {
    /// Event, recipient and channel of each message.
    var told: [String] { messages.map { "\($0.event.rawValue) \($0.recipient) \($0.channel)" } }
}
