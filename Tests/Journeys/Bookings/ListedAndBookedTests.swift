import HTTP
import Scheduling
import TestSupport
import Testing

/// What is listed can be booked; what is not listed is refused with the reason that the list gives.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct ListedAndBookedTests {
    @Test(arguments: ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago"])
    func `around a clock change every start keeps its word`(zone: String) throws {
        let world = try World(
            in: Stack.shared(),
            rules: .everyDay(timezone: zone, hours: "00:00-04:00") { rules in
                rules.settings.advanceBookingDays = 365
                rules.settings.sessionMinutes = 30
                rules.weeklyWindows.append(contentsOf: AvailabilityRules.everyDay(hours: "22:15-24:00").weeklyWindows)
            }
        )
        let change = try #require(try firstClockChange(of: world), "\(zone) no longer changes its clocks")
        for start in try listed(world, from: change.adding(days: -1), days: 3).enumerated()
        where start.offset % 6 == 2 && start.offset < 20 {
            #expect(try world.book(start.element, minutes: 30, as: world.service).status == 201)
        }
        try checkEveryStart(of: world, from: change.adding(days: -1), days: 3, minutes: 30)
    }

    @Test func `in a busy fortnight every start keeps its word`() throws {
        let world = try World(
            in: Stack.shared(),
            rules: .everyDay(timezone: "Europe/Berlin", hours: "09:00-12:00") { rules in
                rules.settings.maximumSessionsPerDay = 2
                // Ends at night, so that the time this test takes opens or closes nothing.
                rules.settings.minimumNoticeMinutes = date(3).dayNumber * 1440 + 180 - Moment.now.seconds / 60
                rules.settings.advanceBookingDays = 9
                rules.settings.slotIntervalMinutes = 30
                rules.dateOverrides = [
                    DateOverride(firstDate: date(4), lastDate: date(5), hours: nil, note: "away"),
                    DateOverride(firstDate: date(6), lastDate: date(6), hours: LocalHours("07:15-09:15"), note: nil),
                    DateOverride(firstDate: date(6), lastDate: date(6), hours: LocalHours("09:15-11:00"), note: nil),
                ]
            }
        )
        let other = try world.rival(
            rules: .everyDay { $0.settings.bufferMinutes = 45 }
        )
        #expect(try other.book(day(7, at: "09:00"), as: other.service).status == 201)
        for start in [day(8, at: "08:00"), day(8, at: "10:00")] {
            #expect(try world.book(start, minutes: 45, as: world.service).status == 201)
        }
        var reasons = try checkEveryStart(of: world, from: date(-2), days: 2, minutes: 45)
        reasons.formUnion(try checkEveryStart(of: world, from: date(1), days: 12, minutes: 45))
        #expect(
            reasons == [
                "taken", "buffer", "outside_availability", "override_closed", "too_soon", "too_far", "in_the_past",
                "daily_limit",
            ]
        )
    }

    @Test func `nextAvailable is the first slot, with and without the list beside it`() throws {
        let away = DateOverride(firstDate: date(-1), lastDate: date(5), hours: nil, note: nil)
        let world = try World(in: Stack.shared(), rules: .everyDay { $0.dateOverrides = [away] })
        let path = "/api/bookings/availability?instructorId=\(world.instructor.id)"
        let first = try #require(try world.send("GET", path).json["slots"][0]["startAt"].text)
        #expect(try world.send("GET", path).json["nextAvailable"].text == first)
        #expect(try world.send("GET", path + "&startDate=\(date(40))&days=1").json["nextAvailable"].text == first)
        let listed = try world.send("GET", "/api/bookings/instructors?include=nextAvailable").json["instructors"][0]
        #expect(listed["nextAvailable"].text == first)
        #expect(try world.book(first, as: world.studentToken).status == 201)
        let second = try world.send("GET", path).json["nextAvailable"].text
        #expect(second != first)
    }

    /// Books and gives back every listed start, and asks in vain for every refused one; answers the reasons met.
    @discardableResult
    private func checkEveryStart(
        of world: World<Stack>,
        from first: LocalDate,
        days: Int,
        minutes: Int
    ) throws -> Set<String> {
        let path = availability(world, from: first, days: days, minutes: minutes) + "&explain=true"
        let before = try world.send("GET", path)
        #expect(before.status == 200)
        let slots = before.json["slots"].elements.compactMap { $0["startAt"].text }
        for start in slots {
            let made = try world.book(start, minutes: minutes, as: world.service)
            #expect(made.status == 201, "\(start) was listed: \(made.text)")
            guard let id = made.json["booking"]["id"].text else { continue }
            #expect(try world.change(id, #"{"status":"cancelled"}"#, as: world.service).status == 200)
        }
        let refused = before.json["refused"].elements
        #expect(slots.count + refused.count > 5)
        for element in refused {
            let start = try #require(element["startAt"].text)
            let answer = try world.book(start, minutes: minutes, as: world.service)
            #expect(answer.status == 409 && answer.code == "slot_unavailable", "\(start) was not listed")
            #expect(answer.json["reason"] == element["reason"], "\(start)")
            #expect(answer.json["alternatives"].elements.count <= 3)
        }
        let after = try world.send("GET", path)
        #expect(after.json["slots"] == before.json["slots"])
        return Set(refused.compactMap { $0["reason"].text })
    }

    /// The date on which the instructor's offset changes next.
    private func firstClockChange(of world: World<Stack>) throws -> LocalDate? {
        var last: (offset: String, date: LocalDate)?
        for days in stride(from: 1, to: 360, by: 60) {
            let answer = try world.send("GET", availability(world, from: date(days), days: 60, minutes: 30))
            for slot in answer.json["slots"].elements {
                guard let local = slot["instructorStartAt"].text, let today = LocalDate(local.prefix(10)) else {
                    continue
                }
                let offset = String(local.suffix(6))
                if let last, last.offset != offset { return today }
                last = (offset, today)
            }
        }
        return nil
    }

    private func listed(_ world: World<Stack>, from first: LocalDate, days: Int) throws -> [String] {
        try world.send("GET", availability(world, from: first, days: days, minutes: 30)).json["slots"].elements
            .compactMap { $0["startAt"].text }
    }

    private func availability(_ world: World<Stack>, from first: LocalDate, days: Int, minutes: Int) -> String {
        "/api/bookings/availability?instructorId=\(world.instructor.id)&startDate=\(first)&days=\(days)"
            + "&sessionMinutes=\(minutes)"
    }
}
