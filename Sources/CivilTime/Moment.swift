/// An instant, in whole seconds since 1970-01-01T00:00:00Z without leap seconds.
package struct Moment: Hashable, Comparable, Sendable {
    /// Seconds since the Unix epoch; negative before 1970.
    package let seconds: Int

    package init(seconds: Int) {
        self.seconds = seconds
    }

    package static func < (left: Moment, right: Moment) -> Bool { left.seconds < right.seconds }

    /// The moment that many elapsed seconds later (earlier when negative).
    package func adding(seconds count: Int) -> Moment { Moment(seconds: seconds + count) }

    /// The moment that many elapsed minutes later (earlier when negative).
    package func adding(minutes: Int) -> Moment { Moment(seconds: seconds + minutes * 60) }

    /// The moment that many elapsed hours later (earlier when negative).
    package func adding(hours: Int) -> Moment { Moment(seconds: seconds + hours * 3600) }

    /// Elapsed seconds from `earlier` to this moment; negative when `earlier` is later.
    package func seconds(since earlier: Moment) -> Int { seconds - earlier.seconds }

    /// Whether it lies on the 5-minute grid on which every session starts and ends.
    package var isOnGrid: Bool { seconds % Quantum.seconds == 0 }
}

/// The smallest unit of bookable time: sessions, buffers, intervals and window times are multiples of it.
///
/// The calendar guard stores one row for each quantum that a booking keeps busy.
package enum Quantum {
    /// Five minutes.
    package static let minutes = 5

    /// Three hundred seconds.
    package static let seconds = 300
}
