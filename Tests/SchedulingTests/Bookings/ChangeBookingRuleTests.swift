import Scheduling
import TestSupport
import Testing

struct ChangeBookingRuleTests {
    private let scene = UseCaseScene()
    private let stated = StatedPayment(
        amountCents: 9000,
        currency: "EUR",
        provider: "stripe",
        providerPaymentID: "pi_1"
    )

    @Test
    func `what differs in nothing is not written`() throws {
        let booking = try scene.booking()
        #expect(try scene.change(booking) { $0.notes = .some(nil) }.isEmpty)
        #expect(try scene.change(booking) { $0.startAt = booking.span.start }.isEmpty)
    }

    @Test
    func `a confirmation writes payment, status, history and messages at once`() throws {
        let booking = try scene.booking()
        let changes = try scene.change(booking, by: .student(scene.student.id)) {
            $0.status = .confirmed
            $0.payment = stated
        }
        let confirmed = try #require(changes.booking)
        #expect(confirmed.status == .confirmed && confirmed.paymentReference == "pi_1" && confirmed.revision == 2)
        #expect(changes.payments.map(\.bookingID) == [booking.id])
        #expect(changes.payments.map(\.brandID) == [scene.brand.id])
        #expect(changes.events.map(\.kind) == [.confirmed])
        #expect(changes.told == ["confirmed student email", "confirmed instructor email"])
        #expect(changes.links.isEmpty)
    }

    @Test
    func `a move and a confirmation in one request are two lines of history and one revision`() throws {
        let booking = try scene.booking()
        let changes = try scene.change(booking) {
            $0.startAt = booking.span.start.adding(hours: 2)
            $0.status = .confirmed
            $0.payment = stated
        }
        #expect(changes.changedBookings.map(\.revision) == [2])
        #expect(changes.events.map(\.kind) == [.moved, .confirmed])
        let moved = changes.messages.filter { $0.event == .moved }
        #expect(moved.allSatisfy { $0.previousStartAt == booking.span.start })
        #expect(changes.messages.filter { $0.event == .confirmed }.allSatisfy { $0.previousStartAt == nil })
    }

    @Test
    func `a new place of a confirmed session is told, and neither repeats its reminder nor stops it`() throws {
        let booking = try scene.booking {
            $0.become(.confirmed)
            $0.reminderSentAt = .fixture
        }
        let changes = try scene.change(booking) { $0.location = "Pier 5" }
        #expect(changes.told == ["relocated student email", "relocated instructor email"])
        #expect(changes.messages.allSatisfy { $0.revision == 2 })
        let relocated = try #require(changes.booking)
        #expect(relocated.location == "Pier 5" && relocated.revision == 2 && changes.events.isEmpty)
        #expect(relocated.sequence == booking.sequence && relocated.reminderSentAt == .fixture)
        #expect(try scene.change(booking) { $0.location = .some(nil) }.told.count == 2)
    }

    @Test
    func `a place is not told where another message names it, and never of a session that is pending or over`() throws {
        let pending = try scene.booking()
        #expect(try scene.change(pending) { $0.location = "Pier 5" }.told.isEmpty)
        let confirmed = try scene.booking { $0.become(.confirmed) }
        #expect(try scene.change(confirmed) { $0.location = confirmed.location }.told.isEmpty)
        #expect(try scene.change(confirmed) { $0.notes = "x" }.told.isEmpty)
        let moved = try scene.change(confirmed) {
            $0.location = "Pier 5"
            $0.startAt = confirmed.span.start.adding(hours: 2)
        }
        #expect(Set(moved.messages.map(\.event)) == [.moved])
        var late = scene
        late.now = confirmed.span.end
        #expect(try late.change(confirmed) { $0.location = "Pier 5" }.told.isEmpty)
    }

    @Test
    func `a cancellation's own time is what is given back`() throws {
        let changes = try scene.change(scene.booking(), by: .service(.new())) {
            $0.status = .cancelled
            $0.cancellationReason = "ill"
        }
        #expect(changes.booking?.status == .cancelled && changes.booking?.sequence == 1)
        #expect(changes.links.isEmpty)
        #expect(changes.told == ["cancelled student email", "cancelled student sms", "cancelled instructor email"])
        #expect(changes.events.first?.reason == "ill")
    }

    @Test
    func `students are held to the cutoff, staff are not`() throws {
        var late = scene
        late.now = scene.tuesday.start.adding(hours: -1)
        let booking = try scene.booking { $0.become(.confirmed) }
        for fill in [{ $0.status = .cancelled }, { $0.startAt = booking.span.start.adding(hours: 2) }]
            as [(inout WantedChange) -> Void]
        {
            #expect(throws: Refusal.pastCutoff(hours: 24)) {
                try late.change(booking, by: .student(late.student.id), fill)
            }
            #expect(try !late.change(booking, fill).isEmpty)
        }
    }

    @Test
    func `state is refused before a rule is asked`() throws {
        let cancelled = try scene.booking { $0.become(.cancelled) }
        #expect(throws: Refusal.statusConflict(.cancelled)) {
            try scene.change(cancelled) { $0.startAt = Moment.fixture.adding(hours: -1) }
        }
        #expect(throws: Refusal.statusConflict(.cancelled)) { try scene.change(cancelled) { $0.notes = "x" } }
    }

    @Test(arguments: [14, 485, 62])
    func `a length that no session has is refused`(minutes: Int) throws {
        let booking = try scene.booking()
        #expect(throws: Refusal.impossibleLength) {
            try scene.change(booking) { $0.endAt = booking.span.start.adding(minutes: minutes) }
        }
    }

    @Test
    func `payment policies decide who confirms and on what`() throws {
        let booking = try scene.booking()
        let student = Actor.student(scene.student.id)
        func confirm(_ policy: PaymentPolicy, by actor: Actor, paying: Bool) throws -> Booking? {
            var scene = scene
            scene.brand = .fixture(id: scene.brand.id, paymentPolicy: policy)
            return try scene.change(booking, by: actor) {
                $0.status = .confirmed
                $0.payment = paying ? stated : nil
            }.booking
        }
        #expect(throws: Refusal.paymentRequired) { try confirm(.trusted, by: student, paying: false) }
        #expect(throws: Refusal.paymentRejected) { try confirm(.verified, by: student, paying: true) }
        #expect(throws: Refusal.paymentRequired) { try confirm(.trusted, by: .holder(booking.id), paying: false) }
        #expect(try confirm(.verified, by: .admin(.new()), paying: true)?.paymentStatus == .paid)
        #expect(try confirm(.free, by: student, paying: false)?.paymentStatus == .waived)
    }

    @Test
    func `who may ask for what is said without a booking`() throws {
        func refusal(_ actor: Actor, under policy: PaymentPolicy, _ fill: (inout WantedChange) -> Void) -> Refusal? {
            var wanted = WantedChange()
            fill(&wanted)
            do { try wanted.requirePermission(of: actor, under: policy) } catch { return error }
            return nil
        }
        let student = Actor.student(.new())
        #expect(refusal(student, under: .trusted) { $0.status = .completed } == .forbidden)
        #expect(refusal(student, under: .trusted) { $0.instructorNotes = "x" } == .forbidden)
        #expect(refusal(student, under: .staff) { $0.status = .confirmed } == .forbidden)
        #expect(refusal(student, under: .trusted) { $0.notes = "x" } == nil)
        #expect(refusal(.holder(.new()), under: .trusted) { $0.notes = "x" } == .forbidden)
        let pay = { (wanted: inout WantedChange) in (wanted.status, wanted.payment) = (.confirmed, stated) }
        #expect(refusal(.holder(.new()), under: .trusted, pay) == .forbidden)
        #expect(refusal(student, under: .trusted, pay) == nil)
        #expect(refusal(.service(.new()), under: .trusted, pay) == nil)
        #expect(refusal(.instructor(.new()), under: .staff) { $0.status = .noShow } == nil)
    }

    @Test
    func `only staff change the length of a session that is paid or confirmed, a link's holder of none`() throws {
        let pending = try scene.booking()
        let confirmed = try scene.booking { $0.become(.confirmed) }
        let longer: (inout WantedChange) -> Void = { $0.endAt = pending.span.end.adding(hours: 2) }
        let later: (inout WantedChange) -> Void = { $0.startAt = pending.span.start.adding(hours: 2) }
        let same: (inout WantedChange) -> Void = {
            $0.startAt = pending.span.start.adding(hours: 2)
            $0.endAt = pending.span.end.adding(hours: 2)
        }
        let student = Actor.student(scene.student.id)
        #expect(throws: Refusal.forbidden) { try scene.change(confirmed, by: student, longer) }
        #expect(throws: Refusal.forbidden) { try scene.change(confirmed, by: .holder(confirmed.id), longer) }
        #expect(throws: Refusal.forbidden) { try scene.change(pending, by: .holder(pending.id), longer) }
        #expect(throws: Refusal.forbidden) {
            try scene.change(confirmed, by: student) {
                $0.startAt = pending.span.start.adding(minutes: 15); longer(&$0)
            }
        }
        #expect(try scene.change(pending, by: student, longer).booking?.span.minutes == 180)
        for actor in [student, .holder(confirmed.id)] {
            for move in [later, same] {
                #expect(try scene.change(confirmed, by: actor, move).booking?.span.minutes == 60)
            }
        }
        for actor in [Actor.admin(.new()), .service(.new()), .instructor(scene.instructor.id)] {
            #expect(try scene.change(confirmed, by: actor, longer).booking?.span.minutes == 180)
        }
        // The permission is asked before the state.
        let cancelled = try scene.booking { $0.become(.cancelled) }
        #expect(throws: Refusal.forbidden) { try scene.change(cancelled, by: .holder(cancelled.id), longer) }
    }

    @Test
    func `the same confirmation again changes nothing, another one is refused`() throws {
        let confirmed = try scene.booking { $0.become(.confirmed) }
        let payment = Payment(id: .new(), for: confirmed, as: stated, at: scene.now)
        func again(_ booking: Booking, _ payment: Payment?, by actor: Actor, notes: String? = nil) throws -> Changes {
            try scene.change(booking, by: actor, paid: payment) {
                ($0.status, $0.payment) = (.confirmed, stated)
                if let notes { $0.notes = notes }
            }
        }
        for actor in [Actor.student(scene.student.id), .service(.new())] {
            #expect(try again(confirmed, payment, by: actor).isEmpty)
            let noted = try again(confirmed, payment, by: actor, notes: "x")
            #expect(noted.booking?.notes == "x" && noted.events.isEmpty && noted.payments.isEmpty)
            #expect(throws: Refusal.statusConflict(.confirmed)) { try again(confirmed, nil, by: actor) }
            let other = StatedPayment(amountCents: 1, currency: "EUR", provider: "cash", providerPaymentID: "pi_1")
            let cash = Payment(id: .new(), for: confirmed, as: other, at: scene.now)
            #expect(throws: Refusal.statusConflict(.confirmed)) { try again(confirmed, cash, by: actor) }
            for status in [BookingStatus.cancelled, .completed, .noShow] {
                let final = try scene.booking { $0.become(status) }
                #expect(throws: Refusal.statusConflict(status)) { try again(final, payment, by: actor) }
            }
        }
    }

    @Test
    func `a session that has ended is staff's to confirm, to have paid and to move`() throws {
        var late = scene
        late.now = scene.tuesday.end
        let (pending, confirmed) = (
            try scene.booking { $0.holdExpiresAt = nil }, try scene.booking { $0.become(.confirmed) }
        )
        let move: (inout WantedChange) -> Void = { $0.startAt = scene.tuesday.start.adding(hours: 24) }
        let pay: (inout WantedChange) -> Void = { ($0.status, $0.payment) = (.confirmed, stated) }
        for (booking, fill) in [(pending, pay), (pending, move), (confirmed, move)] {
            for actor in [Actor.student(late.student.id), .holder(booking.id)] {
                #expect(throws: Refusal.sessionEnded) { try late.change(booking, by: actor, fill) }
            }
            #expect(try !late.change(booking, by: .service(.new()), fill).isEmpty)
        }
        late.now = Moment(seconds: scene.tuesday.end.seconds - 1)
        #expect(try late.change(pending, by: .student(late.student.id), pay).booking?.status == .confirmed)
        late.now = scene.tuesday.end
        #expect(try late.change(pending, by: .student(late.student.id)) { $0.status = .cancelled }.booking != nil)
    }
}
