import BookingAPI
import Scheduling
import Testing

extension StoreContract {
    static let promises = [
        Check("an instructor's promises are the future pending and confirmed bookings of every brand, by start") {
            contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            let later = try rival.book(.fixture(startsIn: 3000)) { $0.become(.confirmed) }
            let sooner = try scene.book(.fixture(startsIn: 120))
            try scene.book(.fixture(startsIn: 0)) { $0.bufferMinutes = 0 }
            try scene.book(.fixture(startsIn: 600)) { $0.become(.cancelled) }
            try scene.book(.fixture(startsIn: 700)) { $0.become(.noShow) }
            try scene.colleague().book(.fixture(startsIn: 800))
            let found = try scene.store.promisedSessions(of: scene.instructor.id, at: .fixture)
            let expected = [(sooner, scene), (later, rival)].map { booking, owner in
                PromisedSession(
                    booking: booking,
                    brandSlug: owner.brand.slug,
                    instructorEmail: "greta@instructors.example",
                    conflict: nil
                )
            }
            #expect(found == expected)
            let promises = try scene.store.promises(of: scene.instructor.id, at: .fixture)
            #expect(promises == [sooner, later].map { LocalPromise($0, hasConflict: false) })
        },
        Check("instructors are found page by page, each once") { contract in
            let scene = try Scene(contract)
            let more = try (0..<3).map { _ in try scene.colleague().instructor.id } + [scene.instructor.id]
            var (found, last): ([ID<Instructor>], ID<Instructor>?) = ([], nil)
            repeat {
                let page = try scene.store.instructorIDs(after: last, limit: 2)
                #expect(page.count <= 2)
                found += page
                last = page.last
            } while last != nil
            #expect(Set(found).isSuperset(of: more))
            #expect(Set(found).count == found.count)
        },
        Check("sessions back to back move with their clock, in both directions and across brands") { contract in
            for clock in [Clock.vancouver, .casablanca] {
                let scene = try Scene(contract)
                let rival = try scene.rival()
                let first = try scene.promise(clock) { $0.become(.confirmed) }
                let second = try rival.promise(clock, minutesLater: 60)
                let third = try scene.promise(clock, minutesLater: 120)
                let report = try scene.followClockChanges()
                #expect(report == ClockChangeReport(sessions: 3, moved: 3))
                for (booking, owner) in [(first, scene), (second, rival), (third, scene)] {
                    var expected = booking
                    expected.keepPromise(startingAt: booking.span.start.adding(hours: clock.hours))
                    expected.updatedAt = .fixture
                    expected.revision = 2
                    #expect(try owner.booking(booking) == expected)
                    #expect(
                        try owner.told(booking) == [
                            "zone_moved 2 instructor email", "zone_moved 2 student email", "zone_moved 2 student sms",
                        ]
                    )
                }
                // What they had is free, what they have is not.
                let start = clock.start.adding(hours: clock.hours > 0 ? 0 : 2)
                try scene.book(TimeSpan(start: start, end: start.adding(minutes: 60))) { $0.bufferMinutes = 0 }
                #expect(throws: Refusal.slotUnavailable(.taken)) {
                    let start = clock.start.adding(hours: clock.hours > 0 ? 3 : -1)
                    try scene.book(TimeSpan(start: start, end: start.adding(minutes: 60)))
                }
                #expect(try scene.followClockChanges() == ClockChangeReport(sessions: 4))
            }
        },
        Check("what moved with its clock is told with its old start") { contract in
            let scene = try Scene(contract)
            let booking = try scene.promise(.vancouver)
            _ = try scene.followClockChanges()
            let messages = try scene.store.messages(of: booking.id, in: scene.brand.id).map(\.message)
            #expect(messages.allSatisfy { $0.previousStartAt == booking.span.start })
            #expect(try scene.lease(messages).count == 3)
        },
        Check("a conflict is written and told once, with another reason rewritten, and moves when it is free") {
            contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            let booking = try scene.promise(.vancouver)
            let wall = try rival.promise(.utc)
            #expect(try scene.followClockChanges() == ClockChangeReport(sessions: 2, conflicts: 1))
            for _ in 1...2 { #expect(try scene.followClockChanges() == ClockChangeReport(sessions: 2)) }
            #expect(try scene.booking(booking) == booking)
            #expect(try scene.reasons() == [.taken])
            let told = ["instructor email", "student email", "student sms"].map { "zone_conflict 0 \($0)" }
            #expect(try scene.told(booking) == told)
            // Not in the way any more, but too close.
            let near = try rival.change(wall) { booking in
                booking.keepPromise(startingAt: Clock.utc.start.adding(minutes: -55))
                booking.promisedTime = Clock.time(at: booking.span.start)
            }
            #expect(try scene.followClockChanges().conflicts == 1)
            #expect(try scene.reasons() == [.buffer])
            #expect(try scene.told(booking) == told)
            try rival.change(near) { $0.become(.cancelled) }
            #expect(try scene.followClockChanges().moved == 1)
            #expect(try scene.reasons().isEmpty)
            #expect(try scene.told(booking).count == 6)
        },
        Check("a conflict is over when a person moves or cancels, when it begins, and when the rules are as before") {
            contract in
            let ends: [@Sendable (Scene, Booking) throws -> Moment] = [
                { scene, booking in
                    try scene.change(booking) { $0.keepPromise(startingAt: booking.span.start.adding(hours: 20)) }
                    return .fixture
                },
                { scene, booking in
                    try scene.change(booking) {
                        $0.become(.cancelled)
                        $0.sequence += 1
                    }
                    return .fixture
                },
                { _, booking in booking.span.start },
                { scene, _ in
                    let report = try scene.followClockChanges(version: "2025b")
                    #expect(report == ClockChangeReport(sessions: 2))
                    return .fixture
                },
            ]
            for end in ends {
                let scene = try Scene(contract)
                try scene.rival().promise(.utc)
                let booking = try scene.promise(.vancouver)
                #expect(try scene.followClockChanges().conflicts == 1)
                #expect(try scene.conflicts().map(\.conflict.bookingID) == [booking.id])
                #expect(try scene.conflicts(at: end(scene, booking)).isEmpty)
            }
        },
        Check("a conflict is listed with all that an operator asks") { contract in
            let scene = try Scene(contract)
            let booking = try scene.promise(.vancouver)
            let now = booking.span.start.adding(hours: -40)
            #expect(try scene.followClockChanges(at: now).conflicts == 1)
            let expected = ZoneConflictRecord(
                conflict: ZoneConflict(
                    bookingID: booking.id,
                    sequence: 0,
                    rightStart: booking.span.start.adding(hours: -1),
                    reason: .soon
                ),
                brandSlug: scene.brand.slug,
                instructorID: scene.instructor.id,
                instructorName: "Greta Lindqvist",
                startAt: booking.span.start,
                timezone: "America/Vancouver",
                promisedDate: booking.promisedDate,
                promisedTime: booking.promisedTime,
                foundAt: now
            )
            #expect(try scene.conflicts(at: now) == [expected])
            #expect(try scene.store.promises(of: scene.instructor.id, at: now).map(\.hasConflict) == [true])
        },
        Check("a zone that is gone is written down for the operator alone, and a session edited by hand too") {
            contract in
            let scene = try Scene(contract)
            let gone = try scene.promise(.vancouver) { $0.instructorTimezone = "Atlantis/City" }
            let edited = try scene.promise(.vancouver, minutesLater: 600) { booking in
                let start = booking.span.start.adding(hours: 5)
                booking.span = TimeSpan(start: start, end: start.adding(minutes: 60))
            }
            #expect(try scene.followClockChanges().conflicts == 2)
            #expect(try scene.reasons() == [.zoneUnknown, .tooFarOff])
            #expect(try scene.conflicts().first?.conflict.rightStart == nil)
            for booking in [gone, edited] { #expect(try scene.told(booking).isEmpty) }
        },
        Check("a word about a time in doubt is given up when the time is another") { contract in
            let scene = try Scene(contract)
            try scene.rival().promise(.utc)
            let booking = try scene.promise(.vancouver)
            _ = try scene.followClockChanges()
            let messages = try scene.store.messages(of: booking.id, in: scene.brand.id).map(\.message)
            let instructors = messages.filter { $0.recipient == .instructor }
            #expect(try scene.lease(instructors).count == 1)
            try scene.change(booking) { $0.keepPromise(startingAt: booking.span.start.adding(hours: 20)) }
            let students = messages.filter { $0.recipient == .student }
            #expect(try scene.lease(students).isEmpty)
            #expect(try students.map(scene.record).map(\.lastError) == ["no longer due", "no longer due"])
        },
        Check("a session that moved with its clock is reminded of a day before its new time, once") { contract in
            let scene = try Scene(contract)
            let booking = try scene.promise(.vancouver) { $0.become(.confirmed) }
            _ = try scene.followClockChanges()
            let due = booking.span.start.adding(hours: -25)
            #expect(try scene.claim(at: Moment(seconds: due.seconds - 1)).isEmpty)
            #expect(try scene.claim(at: due).map(\.message.revision) == [1])
            #expect(try scene.claim(at: due.adding(minutes: 1)).isEmpty)
        },
        Check("the releases that were looked with are kept, each with its first and last look") { contract in
            let store = try contract.makeStore()
            let version = "0000\(ID<Brand>.new())"
            try store.noteScan(with: version, at: .fixture)
            try store.noteScan(with: version, at: .fixture.adding(minutes: 60))
            let expected = ZoneRelease(
                version: version,
                firstScanAt: .fixture,
                lastScanAt: .fixture.adding(minutes: 60)
            )
            #expect(try store.zoneReleases().filter { $0.version == version } == [expected])
        },
    ]
}
