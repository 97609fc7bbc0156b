import Scheduling
import TestSupport
import Testing

/// The brands and people that the cases are about, on a stack that nobody else writes to.
struct RefusalWorld: Sendable {
    private static let made = Result { try RefusalWorld() }
    private static let count = Counter()

    static func shared() throws -> RefusalWorld { try made.get() }

    /// Payment policy `trusted`, guests welcome.
    let studio: Studio

    /// Another brand, with an instructor of its own.
    let elsewhere: Studio

    /// Brands that differ in one setting.
    let members: Studio
    let verified: Studio
    let staffOnly: Studio

    /// A further instructor and student of the first brand.
    let colleague: (instructor: Instructor, token: String)
    let fellow: (student: Student, token: String)

    /// Reads everything that there is.
    let dumpStatements: String

    private init() throws {
        let stack = try Stack()
        dumpStatements = try stack.sql.dumpStatements()
        studio = try Studio(in: stack, rules: .everyDay { $0.settings.cancellationCutoffHours = 24 })
        elsewhere = try Studio(in: stack)
        members = try Studio(in: stack, guests: false)
        verified = try Studio(in: stack, policy: .verified)
        staffOnly = try Studio(in: stack, policy: .staff)
        colleague = try studio.addInstructor()
        fellow = try studio.addStudent(email: "fellow@students.example")
    }

    /// A start that no other case uses.
    func freshStart() -> String { day(4 + RefusalWorld.count.next(), at: "10:00") }

    /// A new booking of the pupil in that studio; its id.
    func booking(in place: Studio, at start: String? = nil) throws -> String {
        let answer = try place.book(start ?? freshStart(), as: place.studentToken)
        return try #require(answer.json["booking"]["id"].text, "\(answer.text)")
    }

    /// A booking whose session began two hours ago and is over, which only the database can make.
    func pastBooking() throws -> String {
        let id = try booking(in: studio)
        let shift = "TIMESTAMPDIFF(DAY, UTC_TIMESTAMP(), start_at) + 2"
        try studio.stack.sql.rows(
            """
            SET @days = (SELECT \(shift) FROM bookings WHERE id = '\(id)');
            UPDATE bookings SET start_at = start_at - INTERVAL @days DAY, end_at = end_at - INTERVAL @days DAY
            WHERE id = '\(id)'
            """
        )
        return id
    }
}
