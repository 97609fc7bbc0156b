import BookingAPI
@testable import FastCGI
import Glibc
import HTTP
import Notifications
import Scheduling
import TestSupport

/// The API over a store in memory, for requests that are made to cost much.
///
/// One brand with an instructor, a pending booking, and a credential `cb_admin_1`.
struct HostileWorld {
    private let store = MemoryStore()
    private let messageSender = FakeMessageSender()
    private let zones = FixtureZones()
    private let reports = ProviderReports(
        publicURL: "https://book.example",
        twilioToken: "12345",
        resendSecret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    )

    /// The booking that is there.
    let bookingID: String

    /// The instructor whose it is.
    let instructorID: String

    init() throws {
        let (brand, instructor, student) = (Brand.fixture(), Instructor.fixture(), Student.fixture())
        _ = try store.add(brand)
        try store.add(instructor)
        _ = try store.assign(instructor.id, to: brand.id, rules: .fixture())
        _ = try store.add(student, to: brand.id)
        let start = Moment.fixture.adding(hours: 44)
        let booking = Booking.fixture(
            brandID: brand.id,
            instructorID: instructor.id,
            studentID: student.id,
            span: TimeSpan(start: start, end: start.adding(minutes: 60)),
            contact: student.contact
        ) { $0.instructorTimezone = "Europe/Berlin" }
        try store.withCalendar(of: instructor.id, in: brand.id, claiming: nil, at: .fixture) { try $0.add(booking) }
        let token = AccessToken(
            id: .new(),
            brandID: brand.id,
            role: .admin,
            digest: TokenSecret.digest(of: "cb_admin_1"),
            prefix: "cb_admin_",
            createdAt: .fixture,
            lastUsedAt: nil,
            expiresAt: nil,
            revokedAt: nil
        )
        try store.add(token)
        bookingID = booking.id.description
        instructorID = instructor.id.description
    }

    /// Answers what nginx would hand over as these variables and this body.
    func answer(_ variables: [(String, String)], _ body: [UInt8] = []) -> Response {
        let app = App(
            store: store,
            messageSender: messageSender,
            zones: zones,
            settings: App.Settings(links: .fixture, cronSecret: "cron-secret"),
            now: { .fixture },
            noteUse: { _, _ in },
            report: { _, _ in }
        )
        return BookingAPI.answer(Request(parameters: variables.map { (name: $0, value: $1) }, body: body), app)
    }

    /// Whether a provider is believed.
    func believes(_ provider: String, query: String = "", headers: [String: String], _ body: [UInt8]) -> Bool {
        let callback = ProviderCallback(
            provider: provider,
            target: "/api/hooks/\(provider)?\(query)",
            headers: headers,
            body: body
        )
        return reports.report(in: callback, at: .fixture) != nil
    }
}

/// The processor's time that this thread needs for the body, in milliseconds: what others do meanwhile does not count.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    let start = threadTime()
    try body()
    return threadTime() - start
}

private func threadTime() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1000 + Double(time.tv_nsec) / 1_000_000
}
