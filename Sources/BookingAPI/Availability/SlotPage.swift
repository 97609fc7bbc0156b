import Scheduling

/// As many whole dates of a timetable as one answer lists.
struct SlotPage {
    /// How many slots an answer has at most, and how many refused starts; a date has 300 of either at most.
    static let limit = 2_000

    /// The slots on offer, ascending.
    let slots: [TimeSpan]

    /// The starts that are not on offer, ascending; empty when nobody asked.
    let refused: [(slot: TimeSpan, reason: SlotReason)]

    /// The date, in the student's zone, from which on there is more; nil when this is all.
    let nextDate: LocalDate?

    /// Cuts at a midnight of the student's, so that the next page neither repeats nor misses anything.
    init(of timetable: Timetable, in range: TimeSpan, student: Zone, explain: Bool) {
        let found = timetable.slots(in: range, atMost: Self.limit + 1)
        let others = explain ? timetable.refused(in: range) : []
        let firstTooMany = [
            found.count > Self.limit ? found[Self.limit].start : nil,
            others.count > Self.limit ? others[Self.limit].slot.start : nil,
        ].compactMap { $0 }.min()
        guard let firstTooMany else {
            (slots, refused, nextDate) = (found, others, nil)
            return
        }
        let date = student.localDate(at: firstTooMany)
        let end = student.bound(date, minutes: 0)
        slots = found.filter { $0.start < end }
        refused = others.filter { $0.slot.start < end }
        nextDate = date
    }
}
