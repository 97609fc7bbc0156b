import Scheduling
import TestSupport
import Testing

struct AnnounceChangeTests {
    private func messages(
        _ event: OutboxMessage.Event,
        phone: String? = "+4915112345678",
        instructor: String? = "greta@instructors.example",
        byStaff: Bool = false
    ) -> [OutboxMessage] {
        let booking = Booking.fixture(
            brandID: .new(),
            instructorID: .new(),
            studentID: .new(),
            contact: .fixture(phone: phone)
        ) { $0.revision = 3 }
        var random = SeededRandom(seed: 1)
        return AnnounceChange.messages(
            event,
            of: booking,
            instructorEmail: instructor,
            byStaff: byStaff,
            at: .fixture,
            using: &random
        )
    }

    private func targets(_ messages: [OutboxMessage]) -> [String] {
        messages.map { "\($0.recipient) \($0.channel) \($0.address)" }
    }

    private let studentMail = "student email ana@students.example"
    private let studentPhone = "student sms +4915112345678"
    private let instructorMail = "instructor email greta@instructors.example"

    @Test
    func `a new booking is told to the student twice and to the instructor`() {
        #expect(targets(messages(.created)) == [studentMail, studentPhone, instructorMail])
        #expect(targets(messages(.created, phone: nil)) == [studentMail, instructorMail])
    }

    @Test
    func `a confirmation and a new place go by e-mail only`() {
        for byStaff in [true, false] {
            for event in [OutboxMessage.Event.confirmed, .relocated] {
                #expect(targets(messages(event, byStaff: byStaff)) == [studentMail, instructorMail])
            }
        }
    }

    @Test(arguments: [OutboxMessage.Event.cancelled, .moved])
    func `what staff cancel or move reaches the student by SMS too`(event: OutboxMessage.Event) {
        #expect(targets(messages(event, byStaff: true)) == [studentMail, studentPhone, instructorMail])
        #expect(targets(messages(event, phone: nil, byStaff: true)) == [studentMail, instructorMail])
        #expect(targets(messages(event, byStaff: false)) == [studentMail, instructorMail])
    }

    @Test(arguments: [OutboxMessage.Event.zoneMoved, .zoneConflict])
    func `what changed clocks have done reaches both, the student by SMS too`(event: OutboxMessage.Event) {
        #expect(targets(messages(event)) == [studentMail, studentPhone, instructorMail])
        #expect(targets(messages(event, phone: nil)) == [studentMail, instructorMail])
        // Of a time in doubt is told once for each agreed time.
        #expect(messages(event).allSatisfy { $0.revision == (event == .zoneMoved ? 3 : 0) })
    }

    @Test
    func `an instructor whom the brand no longer has hears nothing`() {
        #expect(targets(messages(.cancelled, instructor: nil)) == [studentMail])
    }

    @Test
    func `every message carries what the outbox tells messages apart by`() {
        let messages = messages(.moved, byStaff: true)
        #expect(Set(messages.map(\.id)).count == 3)
        #expect(Set(messages.map(\.bookingID)).count == 1)
        #expect(Set(messages.map(\.brandID)).count == 1)
        #expect(messages.allSatisfy { $0.event == .moved && $0.revision == 3 && $0.createdAt == .fixture })
    }
}
