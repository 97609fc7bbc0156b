import HTTP
import Scheduling
import TestSupport
import Testing

extension RefusalCase {
    /// Times that cannot be booked, each with its reason.
    static let times: [RefusalCase] = [
        time("a time that is taken", "taken") { world in
            let start = world.freshStart()
            _ = try world.booking(in: world.studio, at: start)
            return start
        },
        time("a time within the buffer after a session", "buffer") { world in
            let start = world.freshStart()
            _ = try world.booking(in: world.studio, at: start)
            return start.replacing("T10:00", with: "T11:00")
        },
        time("a time within the buffer before a session", "buffer") { world in
            let start = world.freshStart()
            _ = try world.booking(in: world.studio, at: start.replacing("T10:00", with: "T11:00"))
            return start
        },
        time("a time at night", "outside_availability") { $0.freshStart().replacing("T10:00", with: "T02:00") },
        time("a time that ends at night", "outside_availability") {
            $0.freshStart().replacing("T10:00", with: "T21:30")
        },
        time("a time between the grid's", "off_grid") { $0.freshStart().replacing("T10:00", with: "T10:05") },
        time("a time on no five minutes", "off_grid") { $0.freshStart().replacing("T10:00:00", with: "T10:00:01") },
        time("a time next year", "too_far") { _ in day(91, at: "10:00") },
        time("a time last year", "in_the_past") { _ in day(-365, at: "10:00") },
        RefusalCase("a closed date", 409, "slot_unavailable", reason: "override_closed") { world in
            let closed = DateOverride(firstDate: date(5), lastDate: date(5), hours: nil, note: nil)
            let (person, _) = try world.studio.addInstructor(rules: .everyDay { $0.dateOverrides = [closed] })
            return { try world.ask(person, day(5, at: "10:00")) }
        },
        RefusalCase("a time without notice", 409, "slot_unavailable", reason: "too_soon") { world in
            let (person, _) = try world.studio.addInstructor(
                rules: .everyDay { $0.settings.minimumNoticeMinutes = 43_200 }
            )
            return { try world.ask(person, day(5, at: "10:00")) }
        },
        RefusalCase("a full day", 409, "slot_unavailable", reason: "daily_limit") { world in
            let (person, _) = try world.studio.addInstructor(rules: .everyDay { $0.settings.maximumSessionsPerDay = 1 })
            #expect(try world.ask(person, day(5, at: "10:00")).status == 201)
            return { try world.ask(person, day(5, at: "15:00")) }
        },
        RefusalCase("a move onto another session", 409, "slot_unavailable", reason: "taken") { world in
            let (first, second) = (world.freshStart(), world.freshStart())
            _ = try world.booking(in: world.studio, at: first)
            let id = try world.booking(in: world.studio, at: second)
            return { try world.studio.change(id, #"{"startAt":"\#(first)"}"#, as: world.studio.studentToken) }
        },
    ]

    /// Changes that a booking's state or the rules do not allow.
    static let lifecycle: [RefusalCase] = [
        RefusalCase("a confirmation of what is cancelled", 409, "status_conflict") { world in
            let id = try world.booking(in: world.studio)
            #expect(
                try world.studio.change(id, #"{"status":"cancelled"}"#, as: world.studio.studentToken).status == 200
            )
            return { try world.studio.change(id, payment("pi_late"), as: world.studio.studentToken) }
        },
        RefusalCase("a move of what is cancelled", 409, "status_conflict") { world in
            let id = try world.booking(in: world.studio)
            #expect(
                try world.studio.change(id, #"{"status":"cancelled"}"#, as: world.studio.studentToken).status == 200
            )
            return { try world.studio.change(id, #"{"startAt":"\#(world.freshStart())"}"#, as: world.studio.admin) }
        },
        RefusalCase("a pending session that is completed", 409, "status_conflict") { world in
            let id = try world.booking(in: world.studio)
            return { try world.studio.change(id, #"{"status":"completed"}"#, as: world.studio.admin) }
        },
        RefusalCase("a payment that paid for another", 409, "payment_already_used") { world in
            let (first, second) = (try world.booking(in: world.studio), try world.booking(in: world.studio))
            #expect(try world.studio.change(first, payment("pi_once"), as: world.studio.studentToken).status == 200)
            return { try world.studio.change(second, payment("pi_once"), as: world.studio.studentToken) }
        },
        RefusalCase("a payment that paid in another brand", 409, "payment_already_used") { world in
            let (first, second) = (try world.booking(in: world.studio), try world.booking(in: world.elsewhere))
            #expect(try world.studio.change(first, payment("pi_there"), as: world.studio.studentToken).status == 200)
            return { try world.elsewhere.change(second, payment("pi_there"), as: world.elsewhere.studentToken) }
        },
        RefusalCase("a cancellation past the cutoff", 422, "past_cutoff") { world in
            let (person, _) = try world.studio.addInstructor(
                rules: .everyDay(hours: "00:00-24:00") { $0.settings.cancellationCutoffHours = 720 }
            )
            let made = try world.ask(person, day(5, at: "10:00"), as: world.studio.studentToken)
            let id = try #require(made.json["booking"]["id"].text)
            return { try world.studio.change(id, #"{"status":"cancelled"}"#, as: world.studio.studentToken) }
        },
        RefusalCase("a move past the cutoff", 422, "past_cutoff") { world in
            let (person, _) = try world.studio.addInstructor(
                rules: .everyDay(hours: "00:00-24:00") { $0.settings.cancellationCutoffHours = 720 }
            )
            let made = try world.ask(person, day(5, at: "10:00"), as: world.studio.studentToken)
            let id = try #require(made.json["booking"]["id"].text)
            return {
                try world.studio.change(id, #"{"startAt":"\#(day(6, at: "10:00"))"}"#, as: world.studio.studentToken)
            }
        },
        RefusalCase("a confirmation without a payment", 422, "payment_required") { world in
            let id = try world.booking(in: world.studio)
            return { try world.studio.change(id, #"{"status":"confirmed"}"#, as: world.studio.studentToken) }
        },
        RefusalCase("a payment that nobody can verify", 422, "payment_rejected") { world in
            let id = try world.booking(in: world.verified)
            return { try world.verified.change(id, payment("pi_forged"), as: world.verified.studentToken) }
        },
        RefusalCase("a session completed before it starts", 422, "session_not_started") { world in
            let id = try world.booking(in: world.studio)
            #expect(try world.studio.change(id, payment("pi_\(id)"), as: world.studio.studentToken).status == 200)
            return { try world.studio.change(id, #"{"status":"completed"}"#, as: world.studio.instructorToken) }
        },
        RefusalCase("a no-show before the session starts", 422, "session_not_started") { world in
            let id = try world.booking(in: world.studio)
            #expect(try world.studio.change(id, payment("pi_\(id)"), as: world.studio.studentToken).status == 200)
            return { try world.studio.change(id, #"{"status":"no_show"}"#, as: world.studio.instructorToken) }
        },
        RefusalCase("staff's notes before the session is over", 422, "notes_before_session") { world in
            let id = try world.booking(in: world.studio)
            return { try world.studio.change(id, #"{"instructorNotes":"soon"}"#, as: world.studio.instructorToken) }
        },
        RefusalCase("half of a change that may not be", 422, "notes_before_session") { world in
            let id = try world.booking(in: world.studio)
            let json = #"{"instructorNotes":"soon","notes":"x","startAt":"\#(world.freshStart())"}"#
            return { try world.studio.change(id, json, as: world.studio.instructorToken) }
        },
    ]

    /// Requests that repeat others.
    static let repeats: [RefusalCase] = [
        RefusalCase("a key with another body", 422, "idempotency_mismatch") { world in
            let key = [("Idempotency-Key", "mismatch")]
            let first = try world.studio.book(world.freshStart(), as: world.studio.studentToken, headers: key)
            #expect(first.status == 201)
            return { try world.studio.book(world.freshStart(), as: world.studio.studentToken, headers: key) }
        }
    ]

    private static func time(
        _ name: String,
        _ reason: String,
        _ start: @escaping @Sendable (RefusalWorld) throws -> String
    ) -> RefusalCase {
        RefusalCase(name, 409, "slot_unavailable", reason: reason) { world in
            let start = try start(world)
            return { try world.studio.book(start, as: world.studio.service) }
        }
    }
}

extension RefusalWorld {
    /// Asks an instructor of the first brand for a time, for a guest unless as the pupil.
    func ask(_ person: Instructor, _ start: String, as token: String? = nil, key: String? = nil) throws -> HTTPAnswer {
        let json = studio.request(start, guest: token == nil ? "ask@guests.example" : nil)
            .replacing("\(studio.instructor.id)", with: "\(person.id)")
        let headers = key.map { [("Idempotency-Key", $0)] } ?? []
        return try studio.send("POST", "/api/bookings", as: token ?? studio.service, headers: headers, json: json)
    }
}
