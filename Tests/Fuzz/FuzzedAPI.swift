import BookingAPI
import HTTP
import Scheduling
import TestSupport
import ZoneInfo

/// The API over a store in memory, with ids and credentials that a seed can name.
///
/// It is Sunday 2026-11-22, 12:00 UTC. Two brands, `river` and `hill`, share instructor 1, who is open on weekdays,
/// 09:00-17:00 Berlin time. Ids end in a digit, credentials are `cb_<role>_1`.
final class FuzzedAPI {
    /// Occurs in a booking of the other brand, for which no credential counts.
    static let elsewhere = "ELSEWHERE"

    /// Occurs in notes that are staff's.
    static let staffOnly = "STAFF-ONLY"

    let store = MemoryStore()
    private(set) var faults: [any Error] = []
    private let messageSender = FakeMessageSender()

    init() { store.restore(FuzzedAPI.beginning) }

    func answer(_ request: Request) -> Response {
        let app = App(
            store: store,
            messageSender: messageSender,
            zones: FuzzedAPI.zones,
            settings: App.Settings(links: .fixture, cronSecret: "cron-secret"),
            now: { .fixture },
            noteUse: { _, _ in },
            report: { fault, _ in self.faults.append(fault) }
        )
        return BookingAPI.answer(request, app)
    }

    private static let zones: ZoneInfo = {
        guard let zones = try? ZoneInfo() else { fatalError("the system has no tzdata") }
        return zones
    }()

    private static let beginning: MemoryState = {
        let store = MemoryStore()
        do { try fill(store) } catch { fatalError("\(error)") }
        return store.state
    }()

    private static func fill(_ store: MemoryStore) throws {
        let river = Brand.fixture(id: id(1), slug: "river", paymentPolicy: .trusted)
        let hill = Brand.fixture(id: id(2), slug: "hill")
        let instructor = Instructor.fixture(id: id(1))
        let student = Student.fixture(id: id(1))
        let world = try World(
            in: store,
            brand: river,
            instructor: instructor,
            student: student,
            rules: .fixture(),
            hasCredentials: false
        )
        _ = try world.colleague(.fixture(id: id(2), email: "i2@instructors.example"), rules: .fixture())
        _ = try world.rival(brand: hill, rules: .fixture())
            .colleague(.fixture(id: id(3), email: "i3@instructors.example"), rules: .fixture())
        for brand in [river, hill] { expect(try store.add(host: "\(brand.slug).example", to: brand.id), "host") }
        let starts = ["2026-11-24T08:00:00Z", "2026-11-20T08:00:00Z", "2026-11-25T08:00:00Z", "2026-12-01T10:00:00Z"]
        for (index, text) in starts.enumerated() {
            guard let start = Moment(rfc3339: text) else { fatalError(text) }
            let brand = index == 2 ? hill : river
            let booking = Booking.fixture(
                brandID: brand.id,
                instructorID: instructor.id,
                studentID: student.id,
                span: TimeSpan(start: start, end: start.adding(minutes: 60)),
                id: id(index + 1)
            ) {
                $0.instructorTimezone = "Europe/Berlin"
                $0.location = index == 2 ? elsewhere : "Pier"
                $0.instructorNotes = index == 1 ? staffOnly : nil
                if index % 2 == 1 { $0.become(.confirmed) }
            }
            try store.withCalendar(of: instructor.id, in: brand.id, claiming: nil, at: .fixture) { try $0.add(booking) }
        }
        for role in [AccessToken.Role.admin, .service, .instructor(id(1)), .student(id(1)), .manage(id(1))] {
            try store.add(token(role, in: river.id))
        }
    }

    private static func token(_ role: AccessToken.Role, in brandID: ID<Brand>) -> AccessToken {
        AccessToken(
            id: .new(),
            brandID: brandID,
            role: role,
            digest: TokenSecret.digest(of: "cb_\(role.name)_1"),
            prefix: "cb_\(role.name)_",
            createdAt: .fixture,
            lastUsedAt: nil,
            expiresAt: nil,
            revokedAt: nil
        )
    }

    private static func id<Of>(_ number: Int) -> ID<Of> {
        ID(high: 0x7000, low: 0x8000_0000_0000_0000 | UInt64(number))
    }
}
