import Scheduling
import Testing

extension StoreContract {
    static let rules = [
        Check("rules come back as they were written, in their order") { contract in
            let written = try ruleBook()
            let scene = try Scene(contract, rules: written)
            #expect(try scene.schedule().rules == written)
            var plain = AvailabilityRules.fixture()
            plain.weeklyWindows = []
            #expect(try scene.calendar { try $0.replaceRules(plain) }.weeklyWindows.isEmpty)
            let returned = try scene.calendar { try $0.replaceRules(written) }
            var expected = written
            expected.version = 3
            #expect(returned == expected)
            #expect(try scene.schedule().rules == expected)
        },
        Check("rules of one brand are not another's") { contract in
            let scene = try Scene(contract, rules: .fixture(timezone: "America/New_York"))
            let rival = try scene.rival()
            let before = try rival.schedule().rules
            let changed = AvailabilityRules.fixture(timezone: "Asia/Tokyo") { $0.version = 77 }
            #expect(try scene.calendar { try $0.replaceRules(changed) }.version == 2)
            #expect(try scene.schedule().rules.settings.timezone == "Asia/Tokyo")
            #expect(try rival.schedule().rules == before)
        },
        Check("a brand that does not have the instructor has no schedule and no calendar") { contract in
            let (scene, other) = try pair(contract)
            let foreign = other.instructor.id
            #expect(
                try scene.store.schedule(of: foreign, in: scene.brand.id, busyWithin: .wide, at: .fixture) == nil
            )
            #expect(throws: Refusal.notFound) {
                try scene.store.withCalendar(of: foreign, in: scene.brand.id, claiming: nil, at: .fixture) { _ in
                    Issue.record("the body ran")
                }
            }
        },
        Check("the calendar version rises with every change in whichever brand, and not with a refusal") { contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            var versions = [try scene.schedule().calendarVersion]
            let booking = try rival.book()
            versions.append(try scene.schedule().calendarVersion)
            try rival.change(booking) { $0.become(.cancelled) }
            versions.append(try scene.schedule().calendarVersion)
            _ = try rival.calendar { try $0.replaceRules(.fixture(timezone: "UTC")) }
            versions.append(try scene.schedule().calendarVersion)
            #expect(Set(versions).sorted() == versions)
            #expect(throws: Refusal.forbidden) { try scene.calendar { _ in throw Refusal.forbidden } }
            #expect(try rival.schedule().calendarVersion == versions.last)
        },
    ]

    static let busy = [
        Check("time is taken by pending, confirmed and completed sessions of every brand, by start") { contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            var expected: [BusySession] = []
            for (index, status) in BookingStatus.allCases.enumerated().reversed() {
                let owner = index.isMultiple(of: 2) ? scene : rival
                let span = TimeSpan.fixture(startsIn: 1440 * (index + 1), minutes: 45)
                let booking = try owner.book(span) {
                    $0.bufferMinutes = 5 * index
                    $0.become(status)
                }
                guard [.pending, .confirmed, .completed].contains(status) else { continue }
                expected.insert(BusySession(bookingID: booking.id, span: span, bufferMinutes: 5 * index), at: 0)
            }
            #expect(try scene.schedule().busy == expected)
            #expect(try rival.schedule().busy == expected)
            #expect(try scene.calendar { try $0.schedule(busyWithin: .wide) }.busy == expected)
            #expect(try scene.stranger().schedule().busy.isEmpty)
        },
        Check("a session counts when it or its buffer reaches into the span") { contract in
            let scene = try Scene(contract)
            let booking = try scene.book(.fixture(startsIn: 1440, minutes: 60)) { $0.bufferMinutes = 30 }
            let reached = [(1440, 60), (1470, 5), (1380, 65), (1495, 60), (1500, 5), (1525, 60), (1415, 5), (0, 9999)]
            for (start, length) in reached {
                let span = TimeSpan.fixture(startsIn: start, minutes: length)
                #expect(try scene.schedule(within: span).busy.map(\.bookingID) == [booking.id], "\(start) \(length)")
                let inside = try scene.calendar { try $0.schedule(busyWithin: span) }
                #expect(inside.busy.map(\.bookingID) == [booking.id], "\(start) \(length)")
            }
            for start in [-1440, 4 * 1440] {
                let span = TimeSpan.fixture(startsIn: start, minutes: 60)
                #expect(try scene.schedule(within: span).busy.isEmpty, "\(start)")
            }
        },
        Check("a pending session keeps its time until its hold ends") { contract in
            let scene = try Scene(contract)
            let end = Moment.fixture.adding(minutes: 30)
            let booking = try scene.book { $0.holdExpiresAt = end }
            let justBefore = Moment(seconds: end.seconds - 1)
            #expect(try scene.schedule(at: justBefore).busy.map(\.bookingID) == [booking.id])
            #expect(try scene.schedule(at: end).busy.isEmpty)
        },
        Check("a transaction sees what it has written") { contract in
            let scene = try Scene(contract)
            let booking = scene.draft()
            let busy = try scene.calendar { calendar in
                try calendar.add(booking)
                return try calendar.schedule(busyWithin: .wide).busy
            }
            #expect(busy == [BusySession(bookingID: booking.id, span: booking.span, bufferMinutes: 15)])
        },
    ]

    static let guards = [
        Check("the guard refuses sessions that overlap or start within the earlier one's buffer") { contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            try scene.book(.fixture(startsIn: 1440, minutes: 60)) { $0.bufferMinutes = 30 }
            let cases = [
                (1440, 60, 0, false), (1445, 15, 0, false), (1380, 65, 0, false), (1380, 240, 0, false),
                (1495, 15, 0, false), (1500, 15, 0, false), (1525, 60, 0, false), (1380, 60, 5, false),
                (1380, 60, 0, true), (1380, 55, 5, true), (1530, 60, 0, true),
            ]
            for (start, length, buffer, isFree) in cases {
                let booking = rival.draft(.fixture(startsIn: start, minutes: length)) { $0.bufferMinutes = buffer }
                let write: () throws -> Void = { try rival.calendar { try $0.add(booking) } }
                if isFree {
                    try write()
                    try rival.change(booking) { $0.become(.cancelled) }
                } else {
                    #expect(throws: Refusal.slotUnavailable(.taken), "\(start) \(length) \(buffer)", performing: write)
                    #expect(try rival.booking(booking) == nil)
                }
            }
        },
        Check("another instructor's time is another's") { contract in
            let (scene, other) = try pair(contract)
            let booking = try scene.book()
            let same = try other.book()
            #expect(try scene.booking(booking) == booking)
            #expect(try other.booking(same) == same)
        },
        Check("a move takes the new time, gives back the old one and may overlap itself") { contract in
            let scene = try Scene(contract)
            let rival = try scene.rival()
            let booking = try scene.book(.fixture(startsIn: 1440, minutes: 60))
            let moved = try scene.change(booking) { $0.span = .fixture(startsIn: 1470, minutes: 60) }
            #expect(try scene.booking(booking) == moved)
            #expect(throws: Refusal.slotUnavailable(.taken)) { try rival.book(.fixture(startsIn: 1530, minutes: 15)) }
            try rival.book(.fixture(startsIn: 1440, minutes: 15))
        },
        Check("a move onto a taken time is refused and changes nothing") { contract in
            let scene = try Scene(contract)
            let first = try scene.book(.fixture(startsIn: 1440, minutes: 60))
            let second = try scene.book(.fixture(startsIn: 2880, minutes: 60))
            #expect(throws: Refusal.slotUnavailable(.taken)) {
                try scene.change(second) { $0.span = .fixture(startsIn: 1470, minutes: 60) }
            }
            #expect(try scene.booking(second) == second)
            #expect(try scene.schedule().busy.map(\.bookingID) == [first.id, second.id])
        },
        Check("a session that is cancelled or not attended gives its time back") { contract in
            let scene = try Scene(contract)
            for status in [BookingStatus.cancelled, .noShow] {
                let booking = try scene.book { $0.become(.confirmed) }
                #expect(throws: Refusal.slotUnavailable(.taken)) { try scene.book() }
                try scene.change(booking) { $0.become(status) }
                #expect(try scene.schedule().busy.isEmpty)
            }
            try scene.book()
        },
        Check("of many who want one time at once, one gets it") { contract in
            let scene = try Scene(contract)
            let (brand, instructor, student) = (scene.brand.id, scene.instructor.id, scene.student.id)
            let outcomes = race(contract) { store in
                let booking = Booking.fixture(brandID: brand, instructorID: instructor, studentID: student)
                try store.withCalendar(of: instructor, in: brand, claiming: nil, at: .fixture) { try $0.add(booking) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.compactMap { $0 as? Refusal } == Array(repeating: .slotUnavailable(.taken), count: 5))
            #expect(try scene.schedule().busy.count == 1)
        },
    ]

    /// Rules with every setting off its default, and lists out of order.
    private static func ruleBook() throws -> AvailabilityRules {
        let morning = try #require(LocalHours("00:00-09:05"))
        let evening = try #require(LocalHours("18:30-24:00"))
        let date = try #require(LocalDate("2026-12-24"))
        return AvailabilityRules(
            version: 1,
            settings: SchedulingSettings(
                timezone: "America/Argentina/ComodRivadavia",
                sessionMinutes: 480,
                slotIntervalMinutes: 5,
                bufferMinutes: 240,
                minimumNoticeMinutes: 43_200,
                advanceBookingDays: 365,
                cancellationCutoffHours: 720,
                maximumSessionsPerDay: 48
            ),
            weeklyWindows: [
                WeeklyWindow(dayOfWeek: 6, hours: evening), WeeklyWindow(dayOfWeek: 0, hours: evening),
                WeeklyWindow(dayOfWeek: 6, hours: morning),
            ],
            dateOverrides: [
                DateOverride(
                    firstDate: date.adding(days: 9),
                    lastDate: date.adding(days: 9),
                    hours: evening,
                    note: nil
                ),
                DateOverride(
                    firstDate: date,
                    lastDate: date.adding(days: 7),
                    hours: nil,
                    note: "Weihnachten 🎄 'quote' \\"
                ),
                DateOverride(firstDate: date.adding(days: 9), lastDate: date.adding(days: 9), hours: morning, note: ""),
            ]
        )
    }
}
