import Scheduling
import Testing

// What is done in a world past the API, in a store.

/// One store that is held open, for one thread.
struct OneStore: WorldPlace {
    let store: any TestStore

    func openStore() -> any TestStore { store }
}

/// A brand with one instructor and one student in a store: where most checks begin.
typealias Scene = World<OneStore>

extension World where Place == OneStore {
    /// Makes all three; nobody else knows them.
    init(_ contract: StoreContract, rules: AvailabilityRules = .fixture()) throws {
        let store = OneStore(store: try contract.makeStore())
        try self.init(in: store, brand: .fresh(policy: .staff), rules: rules, hasCredentials: false)
    }

    var store: any TestStore { place.store }

    /// Another brand, with people of its own.
    func stranger() throws -> Scene {
        try Scene(in: place, brand: .fresh(policy: .staff), rules: .fixture(), hasCredentials: false)
    }

    /// Another brand for which the same instructor works.
    func rival() throws -> Scene { try rival(brand: .fresh(policy: .staff), rules: .fixture()) }

    /// The same brand and student with another instructor.
    func colleague() throws -> Scene { try colleague(.fixture(), rules: .fixture()) }

    /// One transaction on the instructor's calendar in this brand.
    func calendar<Result>(
        at now: Moment = .fixture,
        claiming claim: IdempotencyClaim? = nil,
        _ body: (any CalendarTransaction) throws -> Result
    ) throws -> Result {
        try store.withCalendar(of: instructor.id, in: brand.id, claiming: claim, at: now, body)
    }

    /// A booking of this brand, not yet written.
    func draft(
        _ span: TimeSpan = .fixture(),
        contact: ContactDetails = .fixture(),
        _ change: (inout Booking) -> Void = { _ in }
    ) -> Booking {
        .fixture(
            brandID: brand.id,
            instructorID: instructor.id,
            studentID: student.id,
            span: span,
            contact: contact,
            change
        )
    }

    /// A booking of this brand, written.
    @discardableResult
    func book(
        _ span: TimeSpan = .fixture(),
        contact: ContactDetails = .fixture(),
        _ change: (inout Booking) -> Void = { _ in }
    ) throws -> Booking {
        let booking = draft(span, contact: contact, change)
        try calendar { try $0.add(booking) }
        return booking
    }

    /// Changes a booking that is written.
    @discardableResult
    func change(_ booking: Booking, _ change: (inout Booking) -> Void) throws -> Booking {
        var changed = booking
        change(&changed)
        changed.revision = booking.revision + 1
        try calendar { try $0.replace(changed) }
        return changed
    }

    /// The instructor's schedule in this brand.
    func schedule(within span: TimeSpan = .wide, at now: Moment = .fixture) throws -> Schedule {
        try #require(try store.schedule(of: instructor.id, in: brand.id, busyWithin: span, at: now))
    }

    /// One booking of this brand, as it is.
    func booking(_ booking: Booking, at now: Moment = .fixture) throws -> Booking? {
        try store.booking(booking.id, in: brand.id, at: now)
    }
}

extension TimeSpan {
    /// A hundred days from a week before `Moment.fixture`.
    static let wide = TimeSpan.fixture(startsIn: -7 * 1440, minutes: 100 * 1440)
}
