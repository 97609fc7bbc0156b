/// What decides whether one instructor can be booked in one brand: the rules, and the time already taken.
package struct Schedule: Hashable, Sendable {
    /// Rises with every booking, move, cancellation and change of rules of this instructor, in whichever brand.
    package var calendarVersion: Int

    /// The rules in the brand of the request.
    package var rules: AvailabilityRules

    /// The sessions of this instructor in every brand that keep their time, ascending by start; complete for the span
    /// that was asked for.
    package var busy: [BusySession]

    /// Takes the parts as they are; `busy` must ascend by start.
    package init(calendarVersion: Int, rules: AvailabilityRules, busy: [BusySession]) {
        self.calendarVersion = calendarVersion
        self.rules = rules
        self.busy = busy
    }

    /// What counts for the bookings of an instructor who has left the brand: the standard settings, and no hour is open.
    package static let withoutHours = Schedule(
        calendarVersion: 0,
        rules: AvailabilityRules(version: 0, settings: .standard, weeklyWindows: [], dateOverrides: []),
        busy: []
    )
}

/// A booking that keeps its time: pending with its hold running, confirmed, or completed.
package struct BusySession: Hashable, Sendable {
    /// Whose time it is.
    package let bookingID: ID<Booking>

    /// The session itself, without buffer.
    package let span: TimeSpan

    /// The buffer its brand had when it was made or last moved.
    package let bufferMinutes: Int

    package init(bookingID: ID<Booking>, span: TimeSpan, bufferMinutes: Int) {
        self.bookingID = bookingID
        self.span = span
        self.bufferMinutes = bufferMinutes
    }
}
