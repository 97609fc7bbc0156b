package import Scheduling

extension MariaDBStore {
    package func schedule(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        busyWithin span: TimeSpan,
        at now: Moment
    ) throws -> Schedule? {
        try read { try $0.schedule(of: instructorID, in: brandID, busyWithin: span, at: now) }
    }
}

extension Connection {
    /// The rules of an instructor in a brand, with what is taken in `span`.
    func schedule(
        of instructorID: ID<Instructor>,
        in brandID: ID<Brand>,
        busyWithin span: TimeSpan,
        at now: Moment
    ) throws -> Schedule? {
        let whose: [Parameter] = [.id(brandID), .id(instructorID)]
        let busy: [Parameter] = [
            .id(instructorID), .moment(span.start.adding(hours: -12)), .moment(span.end.adding(hours: 4)),
            .moment(span.end), .moment(span.start), .moment(now),
        ]
        return Schedule(try query(.schedule, whose + whose + whose + busy, ScheduleRow.init))
    }
}

extension Schedule {
    /// Puts the rows together; nil when there are no settings, because the brand does not have the instructor.
    fileprivate init?(_ rows: [ScheduleRow]) {
        var rules: (calendarVersion: Int, rulesVersion: Int, settings: SchedulingSettings)?
        var weekly: [(position: Int, window: WeeklyWindow)] = []
        var overrides: [(position: Int, override: DateOverride)] = []
        var busy: [BusySession] = []
        for row in rows {
            switch row {
            case .rules(let calendarVersion, let rulesVersion, let settings):
                rules = (calendarVersion, rulesVersion, settings)
            case .weekly(let position, let window): weekly.append((position, window))
            case .override(let position, let override): overrides.append((position, override))
            case .busy(let session): busy.append(session)
            }
        }
        guard let rules else { return nil }
        self.init(
            calendarVersion: rules.calendarVersion,
            rules: AvailabilityRules(
                version: rules.rulesVersion,
                settings: rules.settings,
                weeklyWindows: weekly.sorted { $0.position < $1.position }.map(\.window),
                dateOverrides: overrides.sorted { $0.position < $1.position }.map(\.override)
            ),
            busy: busy.sorted { $0.span.start < $1.span.start }
        )
    }
}
