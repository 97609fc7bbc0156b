import HTTP
import Scheduling

extension App {
    /// Runs the body; a refusal of the time that it wants comes with up to three bookable starts near it.
    ///
    /// - Parameters:
    ///   - wanted: the time.
    ///   - instructorID: whose time.
    ///   - student: the zone in which the student reads times; nil is the instructor's.
    ///   - call: the request.
    ///   - booking: a booking that is being moved, whose own time does not count as taken.
    ///   - body: what may be refused.
    /// - Throws: the problem with its alternatives (409); whatever else the body throws; `Fault`.
    /// - Returns: what the body returns.
    func offeringOthers<Result>(
        to wanted: TimeSpan,
        of instructorID: ID<Instructor>,
        student: Zone?,
        for call: Call,
        moving booking: ID<Booking>? = nil,
        _ body: () throws -> Result
    ) throws -> Result {
        do {
            return try body()
        } catch Refusal.slotUnavailable(let reason) {
            throw try Problem.slotUnavailable(reason, wanted, of: instructorID, student, ignoring: booking, call, self)
        }
    }
}

extension Problem {
    private static let alternativesOffered = 3

    /// The refusal of a time (409), with its reason and up to three bookable starts near it, nearest first.
    fileprivate static func slotUnavailable(
        _ reason: SlotReason,
        _ wanted: TimeSpan,
        of instructorID: ID<Instructor>,
        _ student: Zone?,
        ignoring booking: ID<Booking>?,
        _ call: Call,
        _ app: App
    ) throws -> Problem {
        guard try app.store.instructor(instructorID, in: call.brand.id) != nil else {
            var problem = Problem(Refusal.slotUnavailable(reason))
            problem.members = [("reason", Array("\"\(reason.rawValue)\"".utf8)), ("alternatives", Array("[]".utf8))]
            return problem
        }
        let calendar = try app.wholeCalendar(of: instructorID, for: call)
        let timetable = try calendar.timetable(sessionMinutes: wanted.minutes, ignoring: booking)
        let slots = timetable.nearestSlots(to: wanted.start, count: alternativesOffered)
        let zone = try calendar.zone()
        var json = JSONWriter()
        json.array(slots) { $0.slot($1, student: student ?? zone, instructor: zone) }
        var problem = Problem(Refusal.slotUnavailable(reason))
        problem.members = [("reason", Array("\"\(reason.rawValue)\"".utf8)), ("alternatives", json.bytes)]
        return problem
    }
}
