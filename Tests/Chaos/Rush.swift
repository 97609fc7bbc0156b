import Glibc
import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// Many guests of one brand, each with a time, an address and a number of its own.
struct Rush: Sendable {
    /// Instructors work side by side; 84 sessions of a quarter of an hour fit into the day before all are due.
    private static let sessionsEach = 84
    private static let minutes = 15
    private static let timeoutMilliseconds = 60_000

    let world: World<Stack>
    let bookings: Int
    private let instructors: [Instructor]
    private let first: Moment

    /// Takes the brand's instructors; nothing is booked.
    init(in stack: Stack, bookings: Int) throws {
        let rules = AvailabilityRules.everyDay(hours: "00:00-24:00") { $0.settings.bufferMinutes = 0 }
        let world = try World(in: stack, rules: rules)
        let more = (bookings - 1) / Self.sessionsEach
        instructors =
            try [world.instructor] + (0..<more).map { _ in try world.colleague(rules: rules).instructor }
        self.world = world
        self.bookings = bookings
        first = Moment(seconds: (Moment.now.adding(hours: 73).seconds / 900 + 1) * 900)
    }

    /// Books and confirms until the answer is clear; a request whose outcome is unknown is repeated under its key.
    func bookAndConfirm(_ guest: Int) throws {
        let instructor = instructors[guest % instructors.count]
        let start = first.adding(minutes: guest / instructors.count * Self.minutes)
        let json = """
            {"instructorId":"\(instructor.id)","startAt":"\(start.rfc3339)","sessionMinutes":\(Self.minutes),\
            "studentTimezone":"UTC","student":{"firstName":"Gil","lastName":"Guest",\
            "email":"\(Self.email(guest))","phone":"\(Self.phone(guest))"}}
            """
        let key = [("Idempotency-Key", "rush-\(guest)")]
        let made = try insist(on: [201]) {
            try world.send("POST", "/api/bookings", as: world.service, headers: key, json: json)
        }
        let id = try #require(made.json["booking"]["id"].text, "\(made.text)")
        // Of a repeat after an unknown outcome, the conflict says that the first one counted.
        _ = try insist(on: [200, 409]) { try world.change(id, payment("pi_\(id)"), as: world.service) }
    }

    /// Moves all of it as a whole three days back, history included, so that every session begins within a day.
    func makeDue() throws {
        try world.stack.sql.rows(
            """
            UPDATE bookings SET start_at = start_at - INTERVAL 72 HOUR, end_at = end_at - INTERVAL 72 HOUR,
                scheduled_at = scheduled_at - INTERVAL 72 HOUR WHERE brand_id = '\(world.brand.id)'
            """
        )
    }

    /// Repeats a request until it gets one of those answers; what it gets in a storm is no answer.
    private func insist(on wanted: Set<Int>, _ send: () throws -> HTTPAnswer) throws -> HTTPAnswer {
        var last: HTTPAnswer?
        let isClear = waitUntil(milliseconds: Self.timeoutMilliseconds, every: 100) {
            last = try? send()
            return last.map { wanted.contains($0.status) && $0.code != "idempotency_in_progress" } ?? false
        }
        guard let last, isClear else { throw LocalStackError("no clear answer: \(last?.text ?? "none at all")") }
        return last
    }

    static func email(_ guest: Int) -> String { "guest\(number(guest))@guests.example" }

    static func phone(_ guest: Int) -> String { "+49151000\(number(guest))" }

    private static func number(_ guest: Int) -> String { String(String(10_000 + guest).suffix(4)) }
}

/// What the recipients of a rush got, counted at the providers.
struct Tally {
    /// Messages that never came.
    let lost: [String]

    /// Messages that came again.
    let doubled: [String]

    /// Messages that nobody should get.
    let unexpected: [String]

    /// Compares what was delivered with what each of the guests and the instructors should get: once, or not at all where a
    /// later message has overtaken it.
    init(_ deliveries: [FakeProviders.Delivery], guests: Int, overtaken: Set<String>) {
        var counts: [String: Int] = [:]
        for delivery in deliveries { counts[Self.name(delivery), default: 0] += 1 }
        let expected = Set((0..<guests).flatMap(Self.expected))
        lost = expected.filter { counts[$0] == nil && !overtaken.contains($0) }.sorted()
        doubled = counts.filter { $0.value > 1 }.map { "\($0.key) × \($0.value)" }.sorted()
        unexpected = counts.keys.filter { !expected.contains($0) }.sorted()
    }

    private static func expected(_ guest: Int) -> [String] {
        let (email, phone) = (Rush.email(guest), Rush.phone(guest))
        return [
            "created to \(email)", "confirmed to \(email)", "created to \(phone)", "reminder to \(phone)",
            "created to the instructor about \(email)", "confirmed to the instructor about \(email)",
        ]
    }

    /// A message as its recipient knows it: the words decide, not our own names for it.
    private static func name(_ delivery: FakeProviders.Delivery) -> String {
        if delivery.provider == .twilio {
            return "\(delivery.content.contains("reminder") ? "reminder" : "created") to \(delivery.to)"
        }
        let event = delivery.content.lowercased().contains("confirmed") ? "confirmed" : "created"
        if delivery.to.hasPrefix("guest") { return "\(event) to \(delivery.to)" }
        let letter = String(decoding: delivery.request, as: UTF8.self)
        // The instructor answers to the guest.
        let guest = letter.split(separator: "@guests.example", maxSplits: 1).first?.suffix("guest0000".count) ?? ""
        return "\(event) to the instructor about \(guest)@guests.example"
    }
}
