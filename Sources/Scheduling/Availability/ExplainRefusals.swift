extension Timetable {
    /// Every grid start in `range` that is not on offer, with the reason, ascending.
    ///
    /// These are the starts on the open windows' grid, and the starts that the weekly windows would have had on dates
    /// whose hours an override replaced.
    package func refused(in range: TimeSpan) -> [(slot: TimeSpan, reason: SlotReason)] {
        var refused: [(slot: TimeSpan, reason: SlotReason)] = []
        visitGrid(in: range) { slot, reason in
            if let reason { refused.append((slot, reason)) }
            return true
        }
        let replaced = replaced(in: range)
        guard !replaced.isEmpty else { return refused }
        return (refused + replaced).sorted { $0.slot.start < $1.slot.start }
    }

    /// The starts that the weekly windows would have had where an override leaves the instructor closed.
    private func replaced(in range: TimeSpan) -> [(slot: TimeSpan, reason: SlotReason)] {
        guard hours.hasOverrides, range.start < range.end else { return [] }
        let first = zone.localDate(at: range.start)
        let last = zone.localDate(at: range.end).adding(days: 1)
        let open = hours.windows(from: first, through: last.adding(days: 1), in: zone)
        var openIndex = 0
        var cursor = Cursor(zone)
        var replaced: [(slot: TimeSpan, reason: SlotReason)] = []
        for window in hours.withoutOverrides.windows(from: first, through: last, in: zone) {
            for slot in grid(of: window, in: range) where hours.hasOverride(on: zone.localDate(at: slot.start)) {
                while openIndex < open.count, open[openIndex].end <= slot.start { openIndex += 1 }
                let isOpen = openIndex < open.count && open[openIndex].start <= slot.start
                guard !isOpen, let reason = refusal(of: slot, among: open, reading: &cursor) else { continue }
                replaced.append((slot, reason))
            }
        }
        return replaced
    }
}
