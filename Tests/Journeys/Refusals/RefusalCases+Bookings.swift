import HTTP
import Scheduling
import TestSupport
import Testing

extension RefusalCase {
    /// Times that cannot be booked, each with its reason.
    static let times: [RefusalCase] = [
        time("a time that is taken", "taken") { brands in
            let start = brands.freshStart()
            _ = try brands.booking(in: brands.home, at: start)
            return start
        },
        time("a time within the buffer after a session", "buffer") { brands in
            let start = brands.freshStart()
            _ = try brands.booking(in: brands.home, at: start)
            return start.replacing("T10:00", with: "T11:00")
        },
        time("a time within the buffer before a session", "buffer") { brands in
            let start = brands.freshStart()
            _ = try brands.booking(in: brands.home, at: start.replacing("T10:00", with: "T11:00"))
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
        RefusalCase("a closed date", 409, "slot_unavailable", reason: "override_closed") { brands in
            let closed = DateOverride(firstDate: date(5), lastDate: date(5), hours: nil, note: nil)
            let person = try brands.home.colleague(rules: .everyDay { $0.dateOverrides = [closed] })
            return { try brands.ask(person, day(5, at: "10:00")) }
        },
        RefusalCase("a time without notice", 409, "slot_unavailable", reason: "too_soon") { brands in
            let person = try brands.home.colleague(
                rules: .everyDay { $0.settings.minimumNoticeMinutes = 43_200 }
            )
            return { try brands.ask(person, day(5, at: "10:00")) }
        },
        RefusalCase("a full day", 409, "slot_unavailable", reason: "daily_limit") { brands in
            let person = try brands.home.colleague(rules: .everyDay { $0.settings.maximumSessionsPerDay = 1 })
            #expect(try brands.ask(person, day(5, at: "10:00")).status == 201)
            return { try brands.ask(person, day(5, at: "15:00")) }
        },
        RefusalCase("a move onto another session", 409, "slot_unavailable", reason: "taken") { brands in
            let (first, second) = (brands.freshStart(), brands.freshStart())
            _ = try brands.booking(in: brands.home, at: first)
            let id = try brands.booking(in: brands.home, at: second)
            return { try brands.home.change(id, #"{"startAt":"\#(first)"}"#, as: brands.home.studentToken) }
        },
    ]

    /// Changes that a booking's state or the rules do not allow.
    static let lifecycle: [RefusalCase] = [
        RefusalCase("a confirmation of what is cancelled", 409, "status_conflict") { brands in
            let id = try brands.booking(in: brands.home)
            #expect(
                try brands.home.change(id, #"{"status":"cancelled"}"#, as: brands.home.studentToken).status == 200
            )
            return { try brands.home.change(id, payment("pi_late"), as: brands.home.studentToken) }
        },
        RefusalCase("a move of what is cancelled", 409, "status_conflict") { brands in
            let id = try brands.booking(in: brands.home)
            #expect(
                try brands.home.change(id, #"{"status":"cancelled"}"#, as: brands.home.studentToken).status == 200
            )
            return { try brands.home.change(id, #"{"startAt":"\#(brands.freshStart())"}"#, as: brands.home.admin) }
        },
        RefusalCase("a pending session that is completed", 409, "status_conflict") { brands in
            let id = try brands.booking(in: brands.home)
            return { try brands.home.change(id, #"{"status":"completed"}"#, as: brands.home.admin) }
        },
        RefusalCase("a payment that paid for another", 409, "payment_already_used") { brands in
            let (first, second) = (try brands.booking(in: brands.home), try brands.booking(in: brands.home))
            #expect(try brands.home.change(first, payment("pi_once"), as: brands.home.studentToken).status == 200)
            return { try brands.home.change(second, payment("pi_once"), as: brands.home.studentToken) }
        },
        RefusalCase("a student's payment for a session that has ended", 409, "status_conflict") { brands in
            let id = try brands.pastBooking()
            return { try brands.home.change(id, payment("pi_\(id)"), as: brands.home.studentToken) }
        },
        RefusalCase("a cancellation past the cutoff", 422, "past_cutoff") { brands in
            let person = try brands.home.colleague(
                rules: .everyDay(hours: "00:00-24:00") { $0.settings.cancellationCutoffHours = 720 }
            )
            let made = try brands.ask(person, day(5, at: "10:00"), as: brands.home.studentToken)
            let id = try #require(made.json["booking"]["id"].text)
            #expect(try brands.home.change(id, payment("pi_\(id)"), as: brands.home.studentToken).status == 200)
            return { try brands.home.change(id, #"{"status":"cancelled"}"#, as: brands.home.studentToken) }
        },
        RefusalCase("a move past the cutoff", 422, "past_cutoff") { brands in
            let person = try brands.home.colleague(
                rules: .everyDay(hours: "00:00-24:00") { $0.settings.cancellationCutoffHours = 720 }
            )
            let made = try brands.ask(person, day(5, at: "10:00"), as: brands.home.studentToken)
            let id = try #require(made.json["booking"]["id"].text)
            return {
                try brands.home.change(id, #"{"startAt":"\#(day(6, at: "10:00"))"}"#, as: brands.home.studentToken)
            }
        },
        RefusalCase("a confirmation without a payment", 422, "payment_required") { brands in
            let id = try brands.booking(in: brands.home)
            return { try brands.home.change(id, #"{"status":"confirmed"}"#, as: brands.home.studentToken) }
        },
        RefusalCase("a payment that nobody can verify", 422, "payment_rejected") { brands in
            let id = try brands.booking(in: brands.verified)
            return { try brands.verified.change(id, payment("pi_forged"), as: brands.verified.studentToken) }
        },
        RefusalCase("a session completed before it starts", 422, "session_not_started") { brands in
            let id = try brands.booking(in: brands.home)
            #expect(try brands.home.change(id, payment("pi_\(id)"), as: brands.home.studentToken).status == 200)
            return { try brands.home.change(id, #"{"status":"completed"}"#, as: brands.home.instructorToken) }
        },
        RefusalCase("a no-show before the session starts", 422, "session_not_started") { brands in
            let id = try brands.booking(in: brands.home)
            #expect(try brands.home.change(id, payment("pi_\(id)"), as: brands.home.studentToken).status == 200)
            return { try brands.home.change(id, #"{"status":"no_show"}"#, as: brands.home.instructorToken) }
        },
        RefusalCase("staff's notes before the session is over", 422, "notes_before_session") { brands in
            let id = try brands.booking(in: brands.home)
            return { try brands.home.change(id, #"{"instructorNotes":"soon"}"#, as: brands.home.instructorToken) }
        },
        RefusalCase("half of a change that may not be", 422, "notes_before_session") { brands in
            let id = try brands.booking(in: brands.home)
            let json = #"{"instructorNotes":"soon","notes":"x","startAt":"\#(brands.freshStart())"}"#
            return { try brands.home.change(id, json, as: brands.home.instructorToken) }
        },
    ]

    /// Requests that repeat others.
    static let repeats: [RefusalCase] = [
        RefusalCase("a key with another body", 422, "idempotency_mismatch") { brands in
            let key = [("Idempotency-Key", "mismatch")]
            let first = try brands.home.book(brands.freshStart(), as: brands.home.studentToken, headers: key)
            #expect(first.status == 201)
            return { try brands.home.book(brands.freshStart(), as: brands.home.studentToken, headers: key) }
        }
    ]

    private static func time(
        _ name: String,
        _ reason: String,
        _ start: @escaping @Sendable (RefusalBrands) throws -> String
    ) -> RefusalCase {
        RefusalCase(name, 409, "slot_unavailable", reason: reason) { brands in
            let start = try start(brands)
            return { try brands.home.book(start, as: brands.home.service) }
        }
    }
}

extension RefusalBrands {
    /// Asks an instructor of the first brand for a time, for a guest unless as the student.
    func ask(
        _ person: World<Stack>,
        _ start: String,
        as token: String? = nil,
        key: String? = nil
    ) throws -> HTTPAnswer {
        let json = person.request(start, guest: token == nil ? "ask@guests.example" : nil)
        let headers = key.map { [("Idempotency-Key", $0)] } ?? []
        return try person.send("POST", "/api/bookings", as: token ?? person.service, headers: headers, json: json)
    }
}
