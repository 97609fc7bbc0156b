import Scheduling
import Testing

extension StoreContract {
    static let bookings = [
        Check("every field of a booking comes back as it was written") { contract in
            let scene = try Scene(contract)
            let bare = try scene.book(.fixture(startsIn: 60))
            let contact = ContactDetails.fixture(firstName: "Zoë", lastName: "水 🌊", email: "z@x.example", phone: nil)
            let full = try scene.book(contact: contact, fill)
            for booking in [bare, full] {
                #expect(try scene.booking(booking) == booking)
                #expect(try scene.calendar { try $0.booking(booking.id) } == booking)
            }
            #expect(try scene.list() == [bare, full])
        },
        Check("every field of a booking that may change changes") { contract in
            let scene = try Scene(contract)
            let booking = try scene.book()
            let full = try scene.change(booking) {
                fill(&$0)
                $0.span = .fixture(startsIn: 4000, minutes: 480)
            }
            #expect(try scene.booking(booking) == full)
            let bare = try scene.change(full) { $0 = booking }
            #expect(try scene.booking(booking) == bare)
        },
        Check("a booking is found only in its brand, and in a calendar only by its instructor") { contract in
            let (scene, other) = try pair(contract)
            let rival = try scene.rival()
            let booking = try scene.book()
            #expect(try other.booking(booking) == nil)
            #expect(try rival.booking(booking) == nil)
            #expect(try rival.calendar { try $0.booking(booking.id) } == nil)
            let colleague = try scene.colleague()
            #expect(try colleague.calendar { try $0.booking(booking.id) } == nil)
            #expect(try scene.calendar { try $0.booking(.new()) } == nil)
        },
        Check("upcoming bookings are this brand's pending and confirmed ones that end later, by start") { contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            try rival.book(.fixture(startsIn: 9000))
            var booked: [BookingStatus: Booking] = [:]
            for (index, status) in BookingStatus.allCases.enumerated() {
                booked[status] = try scene.book(.fixture(startsIn: 1440 * (9 - index))) { $0.become(status) }
            }
            let past = try scene.book(.fixture(startsIn: -60, minutes: 60)) { $0.become(.confirmed) }
            let running = try scene.book(.fixture(startsIn: 15, minutes: 60)) { $0.become(.confirmed) }
            let upcoming = try scene.calendar { try $0.upcomingBookings(after: .fixture) }
            #expect(upcoming == [running, booked[.confirmed], booked[.pending]])
            #expect(!upcoming.contains(past))
        },
    ]

    static let listing = [
        Check("a list keeps to its brand, instructor, student, state and time") { contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            let (soon, late) = (try scene.book(.fixture(startsIn: 60)), try scene.book(.fixture(startsIn: 1440)))
            let past = try scene.book(.fixture(startsIn: -120)) { $0.become(.completed) }
            let running = try scene.book(.fixture(startsIn: -30, minutes: 35)) {
                $0.become(.confirmed)
                $0.bufferMinutes = 0
            }
            let off = try scene.book(.fixture(startsIn: 2880)) { $0.become(.cancelled) }
            let ended = try scene.book(.fixture(startsIn: -1440)) { $0.become(.confirmed) }
            try rival.book(.fixture(startsIn: 4000))
            #expect(try scene.list() == [ended, past, running, soon, late, off])
            #expect(try scene.list { $0.upcomingOnly = true } == [running, soon, late])
            #expect(try scene.list { $0.status = .completed } == [past])
            #expect(try scene.list { $0.status = .noShow }.isEmpty)
            #expect(try scene.list { $0.instructorID = scene.instructor.id }.count == 6)
            #expect(try scene.list { $0.instructorID = .new() }.isEmpty)
            #expect(try scene.list { $0.studentID = scene.student.id }.count == 6)
            #expect(try scene.list { $0.studentID = rival.student.id }.isEmpty)
            #expect(try scene.list { $0.from = soon.span.start } == [soon, late, off])
            #expect(try scene.list { $0.to = soon.span.start } == [ended, past, running])
            let combined = try scene.list {
                $0.upcomingOnly = true
                $0.status = .pending
                $0.from = soon.span.start
                $0.to = late.span.start
            }
            #expect(combined == [soon])
        },
        Check("a list is read page by page, by start and id, without gaps and repetitions") { contract in
            let scene = try Scene(contract)
            var all: [Booking] = []
            for _ in 0..<3 {
                let colleague = try scene.colleague()
                for start in [1440, 1560] { all.append(try colleague.book(.fixture(startsIn: start))) }
            }
            var pages: [[Booking]] = []
            var after: (startAt: Moment, id: ID<Booking>)?
            repeat {
                pages.append(
                    try scene.list {
                        $0.limit = 4
                        $0.after = after
                    }
                )
                after = pages.last?.last.map { ($0.span.start, $0.id) }
            } while after != nil
            #expect(pages.map(\.count) == [4, 2, 0])
            #expect(pages.flatMap(\.self) == all.sorted(by: startsEarlier))
        },
    ]

    static let holds = [
        Check("whoever reads a booking whose hold has ended sees it cancelled, and writes nothing") { contract in
            let end = Moment.fixture.adding(minutes: 30)
            let late = end.adding(minutes: 5)
            let readers: [@Sendable (Scene, Booking, Moment) throws -> Booking?] = [
                { scene, booking, now in try scene.booking(booking, at: now) },
                { scene, _, now in try scene.list(at: now).first },
            ]
            for read in readers {
                let scene = try Scene(contract)
                let booking = try scene.book { $0.holdExpiresAt = end }
                #expect(try read(scene, booking, Moment(seconds: end.seconds - 1)) == booking)
                let ended = try #require(try read(scene, booking, late))
                var expected = booking
                expected.status = .cancelled
                expected.cancellationReason = "hold_expired"
                expected.cancelledAt = end
                expected.updatedAt = end
                expected.revision += 1
                expected.sequence += 1
                #expect(ended == expected)
                #expect(try read(scene, booking, end) == expected)
                #expect(try scene.store.messages(of: booking.id, in: scene.brand.id).isEmpty)
                #expect(try scene.booking(booking) == booking)
            }
        },
        Check("whoever changes a calendar releases the holds that have ended, and people are told once") { contract in
            let scene = try Scene(contract)
            let booking = try scene.book { $0.holdExpiresAt = Moment.fixture.adding(minutes: 30) }
            let late = Moment.fixture.adding(minutes: 35)
            let read = try #require(try scene.booking(booking, at: late))
            for _ in 0..<2 {
                var released = try #require(try scene.calendar(at: late) { try $0.booking(booking.id) })
                released.updatedAt = read.updatedAt
                #expect(released == read)
                #expect(try scene.booking(booking)?.status == .cancelled)
                let told = try scene.store.messages(of: booking.id, in: scene.brand.id).map(\.message)
                #expect(told.allSatisfy { $0.event == .cancelled && $0.channel == .email })
                #expect(Set(told.map(\.address)) == [booking.contact.email, scene.instructor.email])
                #expect(told.count == 2)
            }
        },
        Check("a list by state sees a booking whose hold has ended as cancelled, page by page") { contract in
            let scene = try Scene(contract)
            let ended = try (1...3).map { day in
                try scene.book(.fixture(startsIn: day * 1440)) { $0.holdExpiresAt = .fixture }
            }
            let endless = try scene.book(.fixture(startsIn: 4 * 1440))
            let held = try scene.book(.fixture(startsIn: 5 * 1440)) {
                $0.holdExpiresAt = Moment(seconds: Moment.fixture.seconds + 1)
            }
            #expect(try scene.list { $0.status = .pending } == [endless, held])
            #expect(try scene.list { $0.upcomingOnly = true } == [endless, held])
            #expect(try scene.list { $0.status = .confirmed }.isEmpty)
            #expect(try scene.list { $0.status = .cancelled }.map(\.id) == ended.map(\.id))
            let rest = try scene.list { query in
                query.status = .cancelled
                query.limit = 1
                query.after = (ended[0].span.start, ended[0].id)
            }
            #expect(rest.map(\.id) == [ended[1].id])
        },
        Check("the time of an expired hold can be booked in whichever brand") { contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            let booking = try scene.book { $0.holdExpiresAt = Moment.fixture.adding(minutes: 30) }
            #expect(throws: Refusal.slotUnavailable(.taken)) { try rival.book() }
            let now = Moment.fixture.adding(minutes: 30)
            let next = rival.draft()
            try rival.calendar(at: now) { try $0.add(next) }
            #expect(try scene.booking(booking, at: now)?.status == .cancelled)
            #expect(try scene.schedule(at: now).busy.map(\.bookingID) == [next.id])
        },
        Check("a hold counts only while the booking is pending, and one without end holds for ever") { contract in
            let scene = try Scene(contract)
            let endless = try scene.book(.fixture(startsIn: 1440))
            let confirmed = try scene.book(.fixture(startsIn: 2880)) {
                $0.holdExpiresAt = .fixture
                $0.become(.confirmed)
            }
            let late = Moment.fixture.adding(hours: 24 * 30)
            #expect(try scene.list(at: late) == [endless, confirmed])
        },
    ]

    /// Gives every field of a booking a value that is hard to keep.
    @Sendable private static func fill(_ booking: inout Booking) {
        booking.become(.noShow, at: Moment.fixture.adding(hours: 5))
        booking.paymentStatus = .refunded
        booking.paymentReference = "pi_3OaB~!"
        booking.bufferMinutes = 240
        booking.scheduledAt = Moment.fixture.adding(hours: 1)
        booking.instructorTimezone = "Pacific/Apia"
        booking.promisedDate = LocalDate(dayNumber: 30_000)
        booking.location = "Steg 7, „Am Ufer“\n2. Boot"
        booking.notes = String(repeating: "水", count: 4000)
        booking.instructorNotes = "'; DROP TABLE bookings; -- \\ % _"
        booking.cancellationReason = ""
        booking.holdExpiresAt = Moment.fixture.adding(hours: 2)
        booking.confirmedAt = Moment.fixture.adding(hours: 3)
        booking.completedAt = Moment.fixture.adding(hours: 4)
        booking.cancelledAt = Moment.fixture.adding(hours: 6)
        booking.reminderSentAt = Moment.fixture.adding(hours: 7)
        booking.updatedAt = Moment.fixture.adding(hours: 8)
        booking.revision = 41
        booking.sequence = 12
    }
}

extension Scene {
    /// The bookings of this brand that a query names, at most 200.
    func list(at now: Moment = .fixture, _ change: (inout BookingQuery) -> Void = { _ in }) throws -> [Booking] {
        var query = BookingQuery(brandID: brand.id, limit: 200)
        change(&query)
        return try store.bookings(query, at: now)
    }
}
