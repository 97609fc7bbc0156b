@testable import BookingStore
import Scheduling
import TestSupport
import Testing

/// Which unique key was violated decides what it means.
@Suite(.enabled(if: TestDatabase.isPossible, TestDatabase.absence))
struct UniqueKeyTests {
    private let stage: Stage
    private let store: MariaDBStore
    private var side: Stage.Side { stage.sides[0] }

    init() throws {
        stage = try Stage(TestDatabase.shared().migrated())
        store = stage.store()
    }

    @Test
    func `every key that means something is one of the tables'`() throws {
        let names = try TestDatabase.shared().administrator().query(
            """
            SELECT DISTINCT index_name AS name FROM information_schema.statistics
            WHERE table_schema = 'coachbook' AND non_unique = 0
            """
        ) { try $0.text() }
        for key in UniqueKey.allCases { #expect(names.contains(key.rawValue)) }
    }

    @Test
    func `a time that is another's is taken, a booking's id that is another's is a fault`() throws {
        let booking = stage.draft(side)
        try write(booking)
        #expect(throws: Refusal.slotUnavailable(.taken)) { try write(stage.draft(side)) }
        let twin = Booking.fixture(
            brandID: side.brand.id,
            instructorID: stage.instructor.id,
            studentID: side.student.id,
            span: .fixture(startsIn: 7200),
            id: booking.id
        )
        #expect(try key { try write(twin) } == "PRIMARY")
        let later = stage.draft(side, .fixture(startsIn: 7200))
        try write(later)
        var moved = later
        moved.span = booking.span
        #expect(throws: Refusal.slotUnavailable(.taken)) {
            try stage.calendar(side, in: store) { try $0.replace(moved) }
        }
    }

    @Test
    func `a payment that pays for another booking is used, a booking that is paid twice is a fault`() throws {
        let bookings = [stage.draft(side), stage.draft(side, .fixture(startsIn: 7200))]
        for booking in bookings { try write(booking) }
        let payment = Payment.fixture(for: bookings[0])
        try pay(payment)
        #expect(throws: Refusal.paymentAlreadyUsed) {
            try pay(.fixture(for: bookings[1], id: payment.providerPaymentID))
        }
        #expect(try key { try pay(.fixture(for: bookings[0])) } == "payments_booking_unique")
    }

    @Test
    func `a slug, a host, an address and an assignment that are there are no news, an id that is there is a fault`()
        throws
    {
        let (brand, student) = (side.brand, side.student)
        #expect(try !store.add(Brand.fixture(slug: brand.slug)))
        #expect(try key { try store.add(Brand.fixture(id: brand.id, slug: "b-\(ID<Brand>.new())")) } == "PRIMARY")
        #expect(try !store.add(Student.fixture(contact: student.contact), to: brand.id))
        let other = Student.fixture(id: student.id, contact: .fixture(email: "other@students.example"))
        #expect(try key { try store.add(other, to: brand.id) } == "PRIMARY")
        #expect(try !store.assign(stage.instructor.id, to: brand.id, rules: .fixture()))
        #expect(try key { try store.add(stage.instructor) } == "PRIMARY")
        let host = "\(ID<Brand>.new()).example"
        #expect(try store.add(host: host, to: brand.id))
        #expect(try !store.add(host: host, to: stage.sides[1].brand.id))
    }

    @Test
    func `two credentials with one secret are a fault`() throws {
        let token = AccessToken.fixture(brandID: side.brand.id)
        try store.add(token)
        #expect(try key { try store.add(token) } == "PRIMARY")
        let twin = AccessToken(
            id: .new(),
            brandID: side.brand.id,
            role: .service,
            digest: token.digest,
            prefix: token.prefix,
            createdAt: token.createdAt,
            lastUsedAt: nil,
            expiresAt: nil,
            revokedAt: nil
        )
        #expect(try key { try store.add(twin) } == "api_tokens_digest_unique")
    }

    private func write(_ booking: Booking) throws {
        try stage.calendar(side, in: store) { try $0.add(booking) }
    }

    private func pay(_ payment: Payment) throws {
        try stage.calendar(side, in: store) { try $0.add(payment) }
    }

    /// The key whose violation comes out as a fault that is our defect.
    private func key<Result>(_ body: () throws -> Result) throws -> String? {
        let fault = try #require(throws: Fault.self) { _ = try body() }
        #expect(fault.kind == .broken)
        return fault.key
    }
}
