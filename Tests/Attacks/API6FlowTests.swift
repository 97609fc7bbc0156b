import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// OWASP API6, unrestricted access to sensitive business flows: hoarding slots and pumping SMS.
///
/// What stands in the way: guests are counted per address of theirs and by what they name, an address has few open bookings
/// and a budget of messages, a brand may be closed to guests, unpaid holds end, and an instructor may have a daily limit.
@Suite(.serialized, .enabled(if: Stack.isWanted, Stack.absence))
struct API6FlowTests {
    private static let providers = Result { try FakeProviders() }
    private static let stack = Result {
        try Stack(.init(limitsLoopback: true, environment: try providers.get().settings))
    }

    private static let quarters = AvailabilityRules.everyDay {
        ($0.settings.bufferMinutes, $0.settings.sessionMinutes) = (0, 15)
    }

    @Test func `who changes addresses but not the name of a guest gets three slots`() throws {
        let world = try World(in: Stack.shared(), rules: Self.quarters)
        let statuses = try (0..<12).map { number in
            try world.book(day(3 + number, at: "10:00"), minutes: 15, as: nil, guest: "hoarder@guests.example").status
        }
        #expect(statuses == [201, 201, 201] + Array(repeating: 422, count: 7) + [429, 429])
        let other = try world.book(day(3, at: "12:00"), minutes: 15, as: nil, guest: "other@guests.example")
        #expect(other.status == 201)
        #expect(try world.book(day(4, at: "12:00"), minutes: 480, as: nil, guest: "other@guests.example").status == 400)
    }

    /// Books time after time for guests with phones; answers the statuses.
    private func hoard(_ world: World<Stack>, _ count: Int) throws -> [Int] {
        try (0..<count).map { number in
            let start = day(2 + number / 10, at: "\(number % 10 + 10):00")
            let json = world.request(start, minutes: 15, guest: "g\(number)@guests.example")
                .replacing(#""email""#, with: #""phone":"+4915110000\#(100 + number)","email""#)
            return try world.send("POST", "/api/bookings", json: json).status
        }
    }

    @Test func `who takes slot after slot is stopped, and so are the messages to strangers`() throws {
        let world = try World(in: Self.stack.get(), rules: Self.quarters)
        let statuses = try hoard(world, 60)
        let made = statuses.count { $0 == 201 }
        // Ten at once, then one every five seconds.
        #expect((10...25).contains(made) && statuses.count { $0 == 429 } >= 35, "\(statuses)")
        let count = "SELECT COUNT(*) FROM bookings WHERE brand_id = '\(world.brand.id)'"
        #expect(try world.stack.sql.number(count) == made)
        let messages = try Self.providers.get().deliveries.filter { $0.provider == .twilio }
        #expect(messages.count <= made)
        #expect(Set(messages.map(\.to)).count == messages.count)
    }

    @Test func `a brand that wants no strangers, and an instructor with a daily limit, are not hoarded`() throws {
        let stack = try Stack(.init(environment: ["BOOKING_NOTIFY_DEADLINE_MS=0"]))
        let members = try World(in: stack, brand: .fresh(guests: false))
        #expect(try hoard(members, 3) == [403, 403, 403])
        let rules = AvailabilityRules.everyDay {
            ($0.settings.bufferMinutes, $0.settings.sessionMinutes) = (0, 15)
            $0.settings.maximumSessionsPerDay = 2
        }
        #expect(try hoard(World(in: stack, rules: rules), 10).count { $0 == 201 } == 2)
    }

    @Test func `a hold that nobody pays ends, and the slot is free again`() throws {
        let world = try World(in: Stack.shared(), brand: .fresh(holdMinutes: 10))
        let made = try world.book(day(5, at: "10:00"), as: nil, guest: "hoarder@guests.example")
        let id = try #require(made.json["booking"]["id"].text)
        #expect(made.json["booking"]["holdExpiresAt"].text != nil)
        #expect(try world.book(day(5, at: "10:00"), as: world.studentToken).status == 409)
        try world.stack.sql.rows(
            "UPDATE bookings SET hold_expires_at = UTC_TIMESTAMP() - INTERVAL 1 SECOND WHERE id = '\(id)'"
        )
        #expect(try world.book(day(5, at: "10:00"), as: world.studentToken).status == 201)
    }
}
