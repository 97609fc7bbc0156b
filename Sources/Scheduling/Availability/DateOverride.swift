/// What replaces the weekly windows on one local date, or closes a range of dates.
///
/// A date may have several open overrides, one for each window of that day, or one closed override.
package struct DateOverride: Hashable, Sendable {
    /// The first date it is about, in the instructor's zone.
    package let firstDate: LocalDate

    /// The last date it is about, included; equal to `firstDate` for an open override.
    package let lastDate: LocalDate

    /// The open hours; nil means closed.
    package let hours: LocalHours?

    /// A word to staff, at most 500 characters; nil when none was given.
    package let note: String?

    /// Takes the parts as they are; the caller has checked their order.
    package init(firstDate: LocalDate, lastDate: LocalDate, hours: LocalHours?, note: String?) {
        self.firstDate = firstDate
        self.lastDate = lastDate
        self.hours = hours
        self.note = note
    }

    /// Whether it is about that date.
    package func covers(_ date: LocalDate) -> Bool { firstDate <= date && date <= lastDate }
}
