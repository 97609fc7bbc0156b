import Scheduling
import TestSupport
import Testing

/// Random timetables against the naive one.
///
/// A failure names its seed: run that one alone to see it again.
@Suite
struct TimetablePropertyTests {
    private static let casesPerPart: UInt64 = 150

    @Test(arguments: UInt64(0)..<8)
    func `listing, explaining and booking agree with the rules written plainly`(part: UInt64) throws {
        var reasons: Set<SlotReason> = []
        var slots = 0
        for seed in part * Self.casesPerPart..<(part + 1) * Self.casesPerPart {
            var randomCase = try RandomCase(seed: seed)
            if let difference = randomCase.firstDifference() {
                Issue.record("seed \(seed): \(difference)")
                return
            }
            reasons.formUnion(randomCase.reasons)
            slots += randomCase.slots
        }
        // The cases are worth their time only when they reach everything.
        #expect(reasons == Set(SlotReason.allCases))
        #expect(slots > 1000)
    }
}

/// One random timetable around a random clock change, and questions to it.
private struct RandomCase {
    private static let zoneNames = [
        "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "America/Havana",
        "Africa/Cairo",
        "Pacific/Apia", "Pacific/Chatham", "Asia/Kathmandu", "Atlantic/Azores", "America/Santiago",
        "Pacific/Kiritimati",
        "America/Nuuk", "Africa/Casablanca", "Asia/Jerusalem", "UTC",
    ]

    private var random: SeededRandom
    private let zone: Zone
    private let now: Moment
    private let range: TimeSpan
    private let sessionMinutes: Int
    private let ignoring: ID<Booking>?
    private let schedule: Schedule

    /// The reasons met, and how many slots were on offer.
    private(set) var reasons: Set<SlotReason> = []
    private(set) var slots = 0

    init(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let name = try #require(Self.zoneNames.randomElement(using: &random))
        zone = try #require(FixtureZones().zone(named: name))
        let middle = Self.middle(of: zone, &random)
        // Now and then a range that starts off the grid.
        let shift = Int.random(in: 0..<8, using: &random) == 0 ? 17 : 0
        let start = Moment(seconds: middle.seconds + Int.random(in: -3 * 288...288, using: &random) * 300 + shift)
        range = TimeSpan(start: start, end: start.adding(hours: Int.random(in: 0...72, using: &random)))
        now = Moment(seconds: middle.seconds + Int.random(in: -4 * 86_400...2 * 86_400, using: &random))
        sessionMinutes = Int.random(in: 3...30, using: &random) * 5
        let busy = Self.busy(around: middle, &random)
        ignoring = Int.random(in: 0..<4, using: &random) == 0 ? busy.randomElement(using: &random)?.bookingID : nil
        let rules = AvailabilityRules(
            version: 1,
            settings: Self.settings(&random),
            weeklyWindows: Self.weeklyWindows(&random),
            dateOverrides: Self.overrides(around: zone.localDate(at: middle), &random)
        )
        schedule = Schedule(calendarVersion: 1, rules: rules, busy: busy)
        self.random = random
    }

    /// What the timetable answers otherwise than the naive one; nil when nothing.
    mutating func firstDifference() -> String? {
        let timetable = Timetable(
            schedule: schedule,
            zone: zone,
            now: now,
            sessionMinutes: sessionMinutes,
            ignoring: ignoring
        )
        let naive = NaiveTimetable(
            schedule: schedule,
            zone: zone,
            now: now,
            sessionMinutes: sessionMinutes,
            ignoring: ignoring,
            range: range
        )
        let expected = naive.answers(in: range)
        let slots = timetable.slots(in: range)
        guard slots == expected.slots else {
            return "\(zone.name): \(texts(slots)) on offer, not \(texts(expected.slots))"
        }
        let refused = timetable.refused(in: range)
        guard texts(refused) == texts(expected.refused) else {
            return "\(zone.name): refused \(texts(refused).difference(from: texts(expected.refused)))"
        }
        self.slots += slots.count
        for _ in 0..<40 {
            let slot = randomSlot()
            let (reason, expected) = (timetable.refusal(of: slot), naive.refusal(of: slot))
            reasons.formUnion([reason].compactMap(\.self))
            guard reason == expected else {
                return
                    "\(zone.name): \(slot.start.rfc3339) is \(String(describing: reason)), not \(String(describing: expected))"
            }
        }
        return nil
    }

    private func texts(_ slots: [TimeSpan]) -> [String] { slots.map(\.start.rfc3339) }

    private func texts(_ refused: [(slot: TimeSpan, reason: SlotReason)]) -> [String] {
        refused.map { "\($0.slot.start.rfc3339) \($0.reason)" }
    }

    private mutating func randomSlot() -> TimeSpan {
        let seconds = Int.random(in: range.start.seconds...range.end.seconds, using: &random)
        let grid = Int.random(in: 0..<10, using: &random) == 0 ? 60 : 300
        let start = Moment(seconds: (seconds + 299) / grid * grid)
        return TimeSpan(start: start, end: start.adding(minutes: Int.random(in: 1...24, using: &random) * 5))
    }

    /// A moment from 2004 to 2045, mostly within days of a clock change when the zone has any.
    private static func middle(of zone: Zone, _ random: inout SeededRandom) -> Moment {
        let moment = Moment(seconds: Int.random(in: 3_600_000...7_900_000, using: &random) * 300)
        if zone.name == "Pacific/Apia", Bool.random(using: &random) {
            return Moment(seconds: 1_325_203_200)  // 2011-12-30, which was no date in Apia
        }
        guard Int.random(in: 0..<4, using: &random) > 0 else { return moment }
        let offset = zone.offsetSeconds(at: moment)
        let day = (0..<400).first { zone.offsetSeconds(at: moment.adding(hours: 24 * $0)) != offset }
        return moment.adding(hours: 24 * (day ?? 0))
    }

    private static func settings(_ random: inout SeededRandom) -> SchedulingSettings {
        var settings = SchedulingSettings.standard
        settings.slotIntervalMinutes = [5, 10, 15, 20, 25, 30, 45, 60, 90, 240].randomElement(using: &random) ?? 15
        settings.bufferMinutes = [0, 0, 5, 15, 60, 240].randomElement(using: &random) ?? 0
        settings.minimumNoticeMinutes = [0, 0, 7, 90, 1440].randomElement(using: &random) ?? 0
        settings.advanceBookingDays = [1, 2, 3, 90, 365].randomElement(using: &random) ?? 90
        settings.maximumSessionsPerDay = [nil, nil, 1, 2, 5].randomElement(using: &random) ?? nil
        return settings
    }

    /// Hours of some minutes of a day, often whole days so that they touch at midnight.
    private static func hours(_ random: inout SeededRandom) -> LocalHours? {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return LocalHours("00:00-24:00")
        case 1: return LocalHours("00:00-03:00")
        case 2: return LocalHours("20:00-24:00")
        default:
            let start = Int.random(in: 0...287, using: &random)
            let end = Int.random(in: start + 1...min(288, start + 100), using: &random)
            return LocalTime(minutes: start * 5).flatMap { start in
                LocalTime(minutes: end * 5).flatMap { LocalHours(start: start, end: $0) }
            }
        }
    }

    private static func weeklyWindows(_ random: inout SeededRandom) -> [WeeklyWindow] {
        let style = Int.random(in: 0..<6, using: &random)
        return (0..<7).flatMap { day -> [WeeklyWindow] in
            let isWhole = style == 0 || (style == 1 && day != 3)
            if isWhole { return LocalHours("00:00-24:00").map { [WeeklyWindow(dayOfWeek: day, hours: $0)] } ?? [] }
            return (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in
                hours(&random).map { WeeklyWindow(dayOfWeek: day, hours: $0) }
            }
        }
    }

    private static func overrides(around date: LocalDate, _ random: inout SeededRandom) -> [DateOverride] {
        (0..<Int.random(in: 0...6, using: &random)).compactMap { _ in
            let first = date.adding(days: Int.random(in: -8...5, using: &random))
            guard Bool.random(using: &random) else {
                let last = first.adding(days: Int.random(in: 0...2, using: &random))
                return DateOverride(firstDate: first, lastDate: last, hours: nil, note: nil)
            }
            return hours(&random).map { DateOverride(firstDate: first, lastDate: first, hours: $0, note: nil) }
        }
    }

    /// Sessions anywhere, also such as no calendar guard would allow together.
    private static func busy(around middle: Moment, _ random: inout SeededRandom) -> [BusySession] {
        let sessions = (0..<Int.random(in: 0...12, using: &random)).map { _ in
            let start = middle.adding(minutes: Int.random(in: -4 * 288...4 * 288, using: &random) * 5)
            let minutes = Int.random(in: 1...20, using: &random) * (Bool.random(using: &random) ? 5 : 25)
            return BusySession(
                bookingID: ID(madeAt: middle, using: &random),
                span: TimeSpan(start: start, end: start.adding(minutes: minutes)),
                bufferMinutes: [0, 5, 30, 240].randomElement(using: &random) ?? 0
            )
        }
        return sessions.sorted { $0.span.start < $1.span.start }
    }
}
