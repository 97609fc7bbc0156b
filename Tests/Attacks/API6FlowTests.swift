import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API6, unrestricted access to sensitive business flows: hoarding slots and pumping SMS.
///
/// What stands in the way: writes are counted per address, a brand may be closed to guests, unpaid holds may end, and
/// an instructor may have a daily limit. The contract has neither a limit of open bookings per e-mail address or phone
/// number nor a budget of SMS per brand: who has many addresses is stopped by the brand's settings only.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct API6FlowTests {
    private static let providers = Result { try FakeProviders() }
    private static let stack = Result {
        var options = Stack.Options()
        options.limitsLoopback = true
        options.environment = try providers.get().settings
        return try Stack(options)
    }

    /// Books time after time for guests with phones; answers the statuses.
    private func hoard(_ studio: Studio, _ count: Int) throws -> [Int] {
        try (0..<count).map { number in
            let start = day(2 + number / 10, at: "\(number % 10 + 10):00")
            let json = studio.request(start, minutes: 15, guest: "g\(number)@guests.example")
                .replacing(#""email""#, with: #""phone":"+4915110000\#(100 + number)","email""#)
            return try studio.send("POST", "/api/bookings", json: json).status
        }
    }

    @Test func `who takes slot after slot is stopped, and so are the messages to strangers`() throws {
        let studio = try Studio(in: Self.stack.get(), rules: .everyDay { $0.settings.bufferMinutes = 0 })
        let statuses = try hoard(studio, 60)
        let made = statuses.count { $0 == 201 }
        // Twenty at once, then one a second.
        #expect((10...45).contains(made) && statuses.count { $0 == 429 } >= 15, "\(statuses)")
        let count = "SELECT COUNT(*) FROM bookings WHERE brand_id = '\(studio.brand.id)'"
        #expect(try studio.stack.sql.number(count) == made)
        let messages = try Self.providers.get().deliveries.filter { $0.provider == .twilio }
        #expect(messages.count <= made)
        #expect(Set(messages.map(\.to)).count == messages.count)
    }

    @Test func `a brand that wants no strangers, and an instructor with a daily limit, are not hoarded`() throws {
        var options = Stack.Options()
        options.environment = ["BOOKING_NOTIFY_DEADLINE_MS=0"]
        let stack = try Stack(options)
        let members = try Studio(in: stack, guests: false)
        #expect(try hoard(members, 3) == [403, 403, 403])
        let rules = AvailabilityRules.everyDay {
            $0.settings.bufferMinutes = 0
            $0.settings.maximumSessionsPerDay = 2
        }
        #expect(try hoard(Studio(in: stack, rules: rules), 10).count { $0 == 201 } == 2)
    }

    @Test func `a hold that nobody pays ends, and the slot is free again`() throws {
        let studio = try Studio(in: .shared(), holdMinutes: 10)
        let made = try studio.book(day(5, at: "10:00"), as: nil, guest: "hoarder@guests.example")
        let id = try #require(made.json["booking"]["id"].text)
        #expect(made.json["booking"]["holdExpiresAt"].text != nil)
        #expect(try studio.book(day(5, at: "10:00"), as: studio.studentToken).status == 409)
        try studio.stack.sql.rows(
            "UPDATE bookings SET hold_expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE id = '\(id)'"
        )
        #expect(try studio.book(day(5, at: "10:00"), as: studio.studentToken).status == 201)
    }
}
