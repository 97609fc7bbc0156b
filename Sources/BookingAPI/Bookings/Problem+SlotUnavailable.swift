import HTTP
import Scheduling

extension Problem {
    private static let alternativesOffered = 3

    /// The refusal of a time (409), with its reason and up to three bookable starts near it, nearest first.
    ///
    /// - Parameters:
    ///   - reason: why the time cannot be booked.
    ///   - wanted: the time.
    ///   - instructorID: whose time.
    ///   - student: the zone in which the student reads times; nil is the instructor's.
    ///   - booking: a booking that is being moved, whose own time does not count as taken.
    ///   - call: the request.
    ///   - app: where the calendar is read.
    /// - Throws: `Fault`.
    /// - Returns: the problem.
    static func slotUnavailable(
        _ reason: SlotReason,
        _ wanted: TimeSpan,
        of instructorID: ID<Instructor>,
        student: Zone?,
        ignoring booking: ID<Booking>?,
        _ call: Call,
        _ app: App
    ) throws -> Problem {
        let calendar = try app.wholeCalendar(of: instructorID, for: call)
        let timetable = calendar.timetable(sessionMinutes: wanted.minutes, ignoring: booking)
        let slots = timetable.nearestSlots(to: wanted.start, count: alternativesOffered)
        var json = JSONWriter()
        json.array(slots) { $0.slot($1, student: student ?? calendar.zone, instructor: calendar.zone) }
        var problem = Problem(Refusal.slotUnavailable(reason))
        problem.members = [("reason", Array("\"\(reason.rawValue)\"".utf8)), ("alternatives", json.bytes)]
        return problem
    }
}
