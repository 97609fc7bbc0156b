extension Booking {
    /// The start at which the promised local time is kept, by the rules that the instructor's zone has now.
    ///
    /// A session stays where it is when the wall clock then reads the promised date and time. That holds for the second 01:30
    /// of a night on which clocks are set back, too. The student's zone does not count: the session does not move with it.
    ///
    /// - Parameter zone: the zone that the booking names, with the rules in force.
    /// - Returns: the start; nil when the session begins as promised.
    package func shiftedStart(in zone: Zone) -> Moment? {
        LocalPromise(self, hasConflict: false).shiftedStart(in: zone)
    }

    /// Gives the session the start at which its promise is kept; its length, its buffer and what was agreed stay.
    ///
    /// Nobody agreed on anything new, so `scheduledAt` stays. A reminder for the old start no longer counts.
    package mutating func keepPromise(startingAt start: Moment) {
        span = TimeSpan(start: start, end: start.adding(minutes: span.minutes))
        reminderSentAt = nil
        sequence += 1
    }
}

extension LocalPromise {
    /// What a booking promises.
    package init(_ booking: Booking, hasConflict: Bool) {
        self.init(
            startAt: booking.span.start,
            timezone: booking.instructorTimezone,
            date: booking.promisedDate,
            time: booking.promisedTime,
            hasConflict: hasConflict
        )
    }

    /// Whether there is nothing to do about it, by the rules in force.
    package func isKept(by zones: any Zones) -> Bool {
        guard !hasConflict, let zone = zones.zone(named: timezone) else { return false }
        return shiftedStart(in: zone) == nil
    }

    /// See `Booking.shiftedStart`.
    fileprivate func shiftedStart(in zone: Zone) -> Moment? {
        if zone.localTime(at: startAt) == time, zone.localDate(at: startAt) == date { return nil }
        let start = zone.bound(date, time)
        return start == startAt ? nil : start
    }
}
