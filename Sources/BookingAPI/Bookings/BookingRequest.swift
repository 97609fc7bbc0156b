import HTTP
import Scheduling

/// The body of `POST /api/bookings`.
struct BookingRequest {
    private static let known: Set<String> = [
        "instructorId", "startAt", "endAt", "sessionMinutes", "studentTimezone", "location", "notes", "student",
    ]

    /// The session that is wanted.
    let session: WantedSession

    /// The zone in which the student reads times.
    let studentZone: Zone

    /// Whom it is for; nil when a student books as itself.
    let contact: ContactDetails?

    /// Reads and checks the body.
    ///
    /// - Parameters:
    ///   - request: the request.
    ///   - actor: who books; a student names no student, everybody else must.
    ///   - zones: which zone names there are.
    /// - Throws: `malformed_json`, `invalid_field` (400) naming every field that cannot be used.
    init(_ request: Request, by actor: Actor, zones: any Zones) throws(Problem) {
        let fields = try JSONFields(body: request.body, known: BookingRequest.known)
        fields.require("instructorId", "startAt", "studentTimezone")
        let instructorID = fields.id("instructorId", of: Instructor.self)
        let span = fields.session()
        let studentZone = fields.value("studentTimezone", "an IANA time zone such as Europe/Berlin") {
            zones.zone(named: $0)
        }
        let location = fields.words("location", atMost: BookingLimits.location)
        let notes = fields.words("notes", atMost: BookingLimits.notes, multiline: true)
        contact = BookingRequest.contact(fields, by: actor)
        try fields.errors.finish()
        guard let instructorID, let span, let studentZone else {
            throw Problem.invalidField("startAt", "startAt needs endAt or sessionMinutes.")
        }
        session = WantedSession(
            instructorID: instructorID,
            span: span,
            studentTimezone: studentZone.name,
            location: location,
            notes: notes
        )
        self.studentZone = studentZone
    }

    private static func contact(_ fields: JSONFields, by actor: Actor) -> ContactDetails? {
        if case .student = actor {
            if fields.has("student") {
                fields.refuse("student", "A signed-in student books as itself; leave student out.")
            }
            return nil
        }
        fields.require("student")
        return fields.object("student", known: JSONFields.contactNames)?.contact()
    }
}

/// How long a booking's texts may be, in Unicode scalars.
enum BookingLimits {
    static let location = 500
    static let notes = 4000
    static let cancellationReason = 500
}

extension JSONFields {
    /// The session from `startAt` and either `endAt` or `sessionMinutes`: 15 to 480 minutes in steps of 5.
    func session() -> TimeSpan? {
        let start = sessionTime("startAt")
        let end = sessionTime("endAt")
        let minutes = integer("sessionMinutes", in: SettingsLimits.sessionMinutes, step: Quantum.minutes)
        guard has("endAt") || has("sessionMinutes") else {
            refuse("endAt", "Either endAt or sessionMinutes is required.", code: "required")
            return nil
        }
        guard let start else { return nil }
        if let end, checkLength(from: start, to: end, minutes) { return TimeSpan(start: start, end: end) }
        guard !has("endAt"), let minutes else { return nil }
        return TimeSpan(start: start, end: start.adding(minutes: minutes))
    }

    /// The start or end of a session.
    ///
    /// One between two seconds becomes the next second off the grid, so that the rules see that it is on none.
    func sessionTime(_ name: String) -> Moment? {
        value(name, "an RFC 3339 moment with an offset, such as 2026-11-23T15:00:00Z") { text in
            WrittenMoment(rfc3339: text).map { written in
                !written.isWhole && written.second.isOnGrid ? written.nextSecond : written.second
            }
        }
    }

    private func checkLength(from start: Moment, to end: Moment, _ minutes: Int?) -> Bool {
        let seconds = end.seconds(since: start)
        let limits = SettingsLimits.sessionMinutes
        guard seconds % Quantum.seconds == 0, limits.contains(seconds / 60) else {
            refuse(
                "endAt",
                "A session lasts \(limits.lowerBound) to \(limits.upperBound) minutes in steps of \(Quantum.minutes).",
                code: "range"
            )
            return false
        }
        if let minutes, minutes * 60 != seconds {
            refuse("sessionMinutes", "sessionMinutes and endAt contradict each other.")
            return false
        }
        return true
    }
}
