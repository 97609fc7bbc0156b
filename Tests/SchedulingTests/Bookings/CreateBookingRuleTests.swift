import Scheduling
import TestSupport
import Testing

struct CreateBookingRuleTests {
    @Test
    func `a free time becomes a pending booking with history, link and messages`() throws {
        let scene = UseCaseScene()
        let changes = try scene.create(isNew: true)
        let booking = try #require(changes.booking)
        #expect(changes.newBookings == [booking] && changes.changedBookings.isEmpty)
        #expect(changes.newStudents == [scene.student])
        #expect(booking.status == .pending && booking.paymentStatus == .unpaid && booking.revision == 1)
        #expect(booking.span == scene.tuesday && booking.bufferMinutes == scene.rules.settings.bufferMinutes)
        #expect("\(booking.promisedDate) \(booking.promisedTime)" == "2026-11-24 09:00")
        #expect(booking.holdExpiresAt == scene.now.adding(minutes: 30))
        #expect(changes.events == [BookingEvent(.created, of: booking, from: nil, by: .visitor, at: scene.now)])
        #expect(changes.links.map(\.role) == [.manage(booking.id)])
        #expect(changes.told == ["created student email", "created student sms", "created instructor email"])
        #expect(changes.messagesDueAt == nil)
    }

    @Test
    func `a student whom the brand knows is not made again`() throws {
        #expect(try UseCaseScene().create(isNew: false).newStudents.isEmpty)
    }

    @Test
    func `a time that is not on offer is refused with its reason, and nothing is written`() throws {
        var scene = UseCaseScene()
        scene.busy = [BusySession(bookingID: .new(), span: scene.tuesday, bufferMinutes: 0)]
        #expect(throws: Refusal.slotUnavailable(.taken)) { try scene.create() }
        scene.busy = []
        #expect(throws: Refusal.slotUnavailable(.outsideAvailability)) { try scene.create(.fixture(startsIn: 60)) }
        scene.now = scene.tuesday.end
        #expect(throws: Refusal.slotUnavailable(.inThePast)) { try scene.create() }
    }

    @Test
    func `a zone that the system no longer has is a fault, not a refusal`() throws {
        var scene = UseCaseScene()
        scene.rules.settings.timezone = "Mars/Base"
        #expect(throws: Fault.self) { try scene.create() }
    }
}
