import Scheduling
import Testing

/// Where a promise is made: 09:00 of 2026-12-15 in Vancouver, 17:00 in Casablanca, both by the rules of tzdata 2025b, and a
/// session in UTC that is in their way.
enum Clock: String {
    /// 17:00 UTC by the rules of 2025b, an hour earlier by those of 2026f.
    case vancouver = "America/Vancouver"
    /// 16:00 UTC by the rules of 2025b, an hour later by those of 2026f.
    case casablanca = "Africa/Casablanca"
    /// 16:00 to 16:50, whatever the rules.
    case utc = "Etc/UTC"

    /// How many hours later it is by the rules of 2026f.
    var hours: Int { self == .vancouver ? -1 : self == .casablanca ? 1 : 0 }

    /// When the session begins, as agreed.
    var start: Moment { Moment(seconds: 1_797_350_400).adding(hours: self == .vancouver ? 1 : 0) }

    /// The time of day in UTC.
    static func time(at moment: Moment) -> LocalTime { Zone.utc.localTime(at: moment) }
}

extension World where Place == OneStore {
    /// A booking of an hour without buffer that was agreed by the rules of 2025b, so many minutes after the clock's first.
    @discardableResult
    func promise(
        _ clock: Clock,
        minutesLater minutes: Int = 0,
        _ change: (inout Booking) -> Void = { _ in }
    ) throws -> Booking {
        let start = clock.start.adding(minutes: minutes)
        let rules = FixtureZones(version: clock == .utc ? "2026f" : "2025b")
        let zone = try #require(rules.zone(named: clock.rawValue))
        return try book(TimeSpan(start: start, end: start.adding(minutes: clock == .utc ? 50 : 60))) { booking in
            booking.bufferMinutes = clock == .utc ? 10 : 0
            booking.instructorTimezone = clock.rawValue
            booking.promisedDate = zone.localDate(at: start)
            booking.promisedTime = zone.localTime(at: start)
            change(&booking)
        }
    }

    /// Looks at this instructor's promises by the rules of that release.
    func followClockChanges(version: String = "2026f", at now: Moment = .fixture) throws -> ClockChangeReport {
        try FollowClockChanges(store: store, version: version, at: now).look(at: instructor.id)
    }

    /// What a booking's messages are about, and whom they are for.
    func told(_ booking: Booking) throws -> [String] {
        try store.messages(of: booking.id, in: brand.id).map(\.message).map {
            "\($0.event.rawValue) \($0.revision) \($0.recipient) \($0.channel)"
        }.sorted()
    }

    /// This instructor's conflicts.
    func conflicts(at now: Moment = .fixture) throws -> [ZoneConflictRecord] {
        try store.zoneConflicts(at: now).filter { $0.instructorID == instructor.id }
    }

    /// Why this instructor's sessions were not moved.
    func reasons() throws -> [ZoneConflict.Reason] { try conflicts().map(\.conflict.reason) }
}

extension FollowClockChanges {
    /// By the rules of a release that the fixtures hold.
    init(store: any ClockChanges, version: String = "2026f", at now: Moment = .fixture) {
        self.init(store: store, zones: FixtureZones(version: version), now: { now })
    }
}
