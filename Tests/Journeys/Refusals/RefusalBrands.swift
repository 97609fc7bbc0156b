import Scheduling
import TestSupport
import Testing

/// The brands and people that the cases are about, on a stack that nobody else writes to.
struct RefusalBrands: Sendable {
    private static let made = Result { try RefusalBrands() }
    private static let count = Counter()

    static func shared() throws -> RefusalBrands { try made.get() }

    /// Payment policy `trusted`, guests welcome.
    let home: World<Stack>

    /// Another brand, with an instructor of its own.
    let elsewhere: World<Stack>

    /// Brands that differ in one setting.
    let members: World<Stack>
    let verified: World<Stack>
    let staffOnly: World<Stack>

    /// A further instructor and student of the first brand.
    let colleague: World<Stack>
    let fellow: World<Stack>

    /// Reads everything that there is.
    let dumpStatements: String

    private init() throws {
        let stack = try Stack()
        dumpStatements = try stack.sql.dumpStatements()
        home = try World(in: stack, rules: .everyDay { $0.settings.cancellationCutoffHours = 24 })
        elsewhere = try World(in: stack)
        members = try World(in: stack, brand: .fresh(guests: false))
        verified = try World(in: stack, brand: .fresh(policy: .verified))
        staffOnly = try World(in: stack, brand: .fresh(policy: .staff))
        colleague = try home.colleague()
        fellow = try home.fellow()
    }

    /// A start that no other case uses.
    func freshStart() -> String { day(4 + RefusalBrands.count.next(), at: "10:00") }

    /// A new booking of the student in that brand; its id.
    func booking(in place: World<Stack>, at start: String? = nil) throws -> String {
        let answer = try place.book(start ?? freshStart(), as: place.studentToken)
        return try #require(answer.json["booking"]["id"].text, "\(answer.text)")
    }

    /// A booking whose session began two hours ago and is over, which only the database can make.
    func pastBooking() throws -> String {
        let id = try booking(in: home)
        let shift = "TIMESTAMPDIFF(DAY, UTC_TIMESTAMP(), start_at) + 2"
        try home.stack.sql.rows(
            """
            SET @days = (SELECT \(shift) FROM bookings WHERE id = '\(id)');
            UPDATE bookings SET start_at = start_at - INTERVAL @days DAY, end_at = end_at - INTERVAL @days DAY
            WHERE id = '\(id)'
            """
        )
        return id
    }
}
