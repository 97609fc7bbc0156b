import Scheduling
import TestSupport
import Testing

struct ShownBookingTests {
    @Test(arguments: [
        ("Ana", "Souza", true), ("J. R.", "Smith", true), ("Ana-María", "O’Neill", true), ("李", "三万", true),
        ("Dr.", "Zoë Ünal Jr.", true), ("Ana", "evil.example", false), ("evil", ".example", false),
        ("a@b", "c", false), ("Call", "+49", false), ("Room", "٣", false), ("Ⅷ", "x", false), ("http:", "x", false),
        ("evil.\u{200B}example", "x", false), ("evil。example", "x", false), ("evil．example", "x", false),
        ("a＠b", "x", false), ("www/x", "y", false), ("x\\y", "z", false), ("①", "x", false), ("１", "x", false),
    ])
    func `a name that holds an address, a link or a digit is not plain`(first: String, last: String, isPlain: Bool) {
        let contact = ContactDetails.fixture(firstName: first, lastName: last)
        #expect(contact.hasPlainName == isPlain)
    }

    private func booking(madeByGuest: Bool, name: String = "Win 100") -> Booking {
        .fixture(
            brandID: .new(),
            instructorID: .new(),
            studentID: .new(),
            contact: .fixture(firstName: name),
            madeByGuest: madeByGuest
        ) {
            ($0.location, $0.notes, $0.cancellationReason) = ("evil.example", "evil.example", "evil.example")
            ($0.guestWroteLocation, $0.guestWroteReason) = (madeByGuest, madeByGuest)
        }
    }

    @Test func `what a guest wrote is not shown to the guest's address`() {
        let shown = booking(madeByGuest: true).shown(to: .student)
        #expect(shown.location == nil && shown.notes == nil && shown.cancellationReason == nil)
        #expect(shown.contact == ContactDetails.fixture().withoutName)
        #expect(booking(madeByGuest: true, name: "Ana").shown(to: .student).contact.firstName == "Ana")
    }

    @Test func `staff see all of it, and students what they wrote themselves`() {
        for (booking, reader) in [
            (booking(madeByGuest: true), OutboxMessage.Recipient.instructor), (booking(madeByGuest: false), .student),
        ] { #expect(booking.shown(to: reader) == booking) }
    }

    @Test func `a place and a reason that staff wrote are shown`() {
        var booking = booking(madeByGuest: true)
        (booking.guestWroteLocation, booking.guestWroteReason) = (false, false)
        let shown = booking.shown(to: .student)
        #expect(shown.location == "evil.example" && shown.cancellationReason == "evil.example" && shown.notes == nil)
    }

    @Test func `a student's own credential keeps of a guest's record the address only`() {
        let planted = Student.fixture(
            contact: .fixture(firstName: "evil.example", email: "v@x.example"),
            claimedAt: nil
        )
        let own = planted.claimed(at: .fixture)
        #expect(own.contact == ContactDetails(firstName: "v", lastName: "v", email: "v@x.example", phone: nil))
        #expect(own.claimedAt == .fixture)
    }
}
