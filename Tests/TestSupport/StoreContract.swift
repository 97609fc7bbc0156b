package import Scheduling
import Testing

/// Every port that a store answers.
package typealias WholeStore = Store & Outbox & ClockChanges & Administration

/// What every store promises, as checks that a suite runs one by one.
///
/// Each check makes its own brands and people, so checks may share one database and run at the same time.
package struct StoreContract: Sendable {
    /// One promise.
    package struct Check: Sendable, CustomTestStringConvertible {
        /// The promise as a sentence.
        package let testDescription: String

        private let body: @Sendable (StoreContract) throws -> Void

        init(_ promise: String, _ body: @escaping @Sendable (StoreContract) throws -> Void) {
            testDescription = promise
            self.body = body
        }

        /// Holds the stores of that contract to the promise.
        package func run(_ contract: StoreContract) throws { try body(contract) }
    }

    /// Every promise.
    package static let checks: [Check] =
        brands + people + tokens + rules + busy + guards + bookings + listing + holds + transactions + payments
        + idempotency + reminders + reminderLeases + remindersSent + leases + attempts + results + operators + due
        + reports + blocks + promises + promiseRaces

    /// Opens one more store on the same data, for the thread that calls.
    package let makeStore: @Sendable () throws -> any WholeStore

    /// Takes the way to open a store.
    ///
    /// - Parameter makeStore: opens one more store on the same data each time it is called, on the thread that calls.
    package init(makeStore: @escaping @Sendable () throws -> any WholeStore) {
        self.makeStore = makeStore
    }
}

/// A brand with one instructor and one student in a store: where most checks begin.
struct Scene {
    let store: any WholeStore
    let brand: Brand
    let instructor: Instructor
    let student: Student

    /// Makes all three; nobody else knows them.
    init(_ contract: StoreContract, rules: AvailabilityRules = .fixture()) throws {
        try self.init(contract.makeStore(), employing: nil, rules: rules)
    }

    private init(store: any WholeStore, brand: Brand, instructor: Instructor, student: Student) {
        (self.store, self.brand, self.instructor, self.student) = (store, brand, instructor, student)
    }

    private init(
        _ store: any WholeStore,
        employing known: Instructor?,
        rules: AvailabilityRules = .fixture()
    ) throws {
        self.store = store
        brand = Brand.fixture(slug: "b-\(ID<Brand>.new())")
        instructor = known ?? .fixture()
        student = .fixture()
        #expect(try store.add(brand))
        if known == nil { try store.add(instructor) }
        #expect(try store.assign(instructor.id, to: brand.id, rules: rules))
        #expect(try store.add(student, to: brand.id))
    }

    /// Another brand, with people of its own.
    func stranger() throws -> Scene { try Scene(store, employing: nil) }

    /// Another brand for which the same instructor works.
    func rival() throws -> Scene { try Scene(store, employing: instructor) }

    /// The same brand and student with another instructor.
    func colleague() throws -> Scene {
        let other = Instructor.fixture()
        try store.add(other)
        #expect(try store.assign(other.id, to: brand.id, rules: .fixture()))
        return Scene(store: store, brand: brand, instructor: other, student: student)
    }

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
