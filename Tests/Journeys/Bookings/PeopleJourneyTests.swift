import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// What people do, from the first look to the last message.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct PeopleJourneyTests {
    @Test func `a student in New York books, pays, is refused a second time, moves and cancels`() throws {
        let studio = try Studio(in: .shared(), rules: .everyDay(timezone: "Europe/Berlin"))
        let path = "/api/bookings/availability?instructorId=\(studio.instructor.id)&startDate=\(date(10))&days=2"
        let listed = try studio.send("GET", path + "&studentTimezone=America/New_York", as: studio.studentToken)
        #expect(listed.json["studentTimezone"].text == "America/New_York")
        let slot = listed.json["slots"][8]
        let start = try #require(slot["startAt"].text)
        let made = try studio.book(start, as: studio.studentToken)
        #expect(made.status == 201)
        let booking = made.json["booking"]
        #expect(booking.names == bookingMembers)
        #expect(booking["status"].text == "pending" && booking["paymentStatus"].text == "unpaid")
        for name in ["startAt", "endAt", "studentStartAt", "instructorStartAt"] { #expect(booking[name] == slot[name]) }
        #expect(booking["studentId"].text == "\(studio.student.id)")
        let id = try #require(booking["id"].text)
        #expect(made.headers["location"] == "/api/bookings/\(id)")
        #expect(made.json["nextStep"]["endpoint"].text == "/api/bookings/\(id)")
        #expect(made.json["nextStep"]["action"].text == "confirm_and_pay")
        #expect(made.json["nextStep"]["method"].text == "PATCH")
        #expect(made.json["notifications"].names == ["emailSent", "smsSent", "warnings"])

        let paid = try studio.change(id, payment("pi_\(id)"), as: studio.studentToken)
        #expect(paid.status == 200)
        #expect(paid.json["booking"]["status"].text == "confirmed")
        #expect(paid.json["booking"]["paymentStatus"].text == "paid")
        #expect(paid.json["booking"]["paymentReference"].text == "pi_\(id)")
        let again = try studio.change(id, payment("pi_again"), as: studio.studentToken)
        #expect(again.status == 409 && again.code == "status_conflict")

        let second = try studio.book(start, as: studio.studentToken)
        #expect(second.status == 409 && second.json["reason"].text == "taken")
        let alternative = try #require(second.json["alternatives"][0]["startAt"].text)
        #expect(second.json["alternatives"].elements.count == 3)
        #expect(second.json["alternatives"][0].names == slot.names)

        let moved = try studio.change(id, #"{"startAt":"\#(alternative)"}"#, as: studio.studentToken)
        #expect(moved.status == 200, "\(moved.text)")
        #expect(moved.json["booking"]["id"].text == id)
        #expect(moved.json["booking"]["startAt"].text == alternative)
        #expect(moved.json["booking"]["status"].text == "confirmed")
        let free = try studio.send("GET", path).json["slots"].elements.compactMap { $0["startAt"].text }
        #expect(!free.contains(alternative))

        let cancelled = try studio.change(
            id,
            #"{"status":"cancelled","cancellationReason":"ill"}"#,
            as: studio.studentToken
        )
        #expect(cancelled.json["booking"]["status"].text == "cancelled")
        #expect(cancelled.json["booking"]["cancellationReason"].text == "ill")
        #expect(
            try studio.send("GET", path).json["slots"].elements.map { $0["startAt"] }
                == listed.json["slots"].elements.map { $0["startAt"] }
        )
        try checkRecords(of: id, in: studio)
    }

    /// One line of history for each change, and messages for each of them.
    private func checkRecords(of id: String, in studio: Studio) throws {
        let events = try studio.stack.sql.rows(
            "SELECT kind, from_status, to_status, actor, reason FROM booking_events WHERE booking_id = '\(id)' ORDER BY id"
        )
        let actor = "student:\(studio.student.id)"
        #expect(
            events == [
                ["created", "NULL", "pending", actor, "NULL"], ["confirmed", "pending", "confirmed", actor, "NULL"],
                ["moved", "confirmed", "confirmed", actor, "NULL"],
                ["cancelled", "confirmed", "cancelled", actor, "ill"],
            ]
        )
        let messages = try studio.stack.sql.rows(
            """
            SELECT DISTINCT event, channel FROM notifications WHERE booking_id = '\(id)' AND recipient = 'student'
            ORDER BY 1, 2
            """
        )
        #expect(
            Set(messages).isSuperset(of: [
                ["created", "email"], ["created", "sms"], ["confirmed", "email"], ["moved", "email"],
                ["cancelled", "email"],
            ])
        )
    }

    @Test func `a guest books, and the manage link shows, confirms and cancels that one booking`() throws {
        let studio = try Studio(in: .shared())
        let made = try studio.book(day(8, at: "09:00"), as: nil, guest: "Ana@Students.example")
        #expect(made.status == 201)
        let id = try #require(made.json["booking"]["id"].text)
        // The address is the student's, in whichever case; what is stored of the student stays.
        #expect(made.json["booking"]["studentId"].text == "\(studio.student.id)")
        let seen = try studio.send("GET", "/api/bookings/\(id)", as: studio.admin).json["booking"]
        #expect(seen["student"]["firstName"].text == "Gil")
        let names = try studio.stack.sql.rows("SELECT first_name FROM students WHERE id = '\(studio.student.id)'")
        #expect(names == [["Ana"]])
        let link = try #require(made.json["manageUrl"].text)
        let token = String(try #require(link.split(separator: "/").last))
        #expect(token.hasPrefix("cb_manage_") && token.utf8.count >= 32)

        let other = try #require(try studio.book(day(9, at: "09:00"), as: nil).json["booking"]["id"].text)
        #expect(try studio.send("GET", "/api/bookings/\(id)", as: token).status == 200)
        #expect(try studio.send("GET", "/api/bookings/\(other)", as: token).status == 404)
        #expect(try studio.send("GET", "/api/bookings", as: token).status == 403)
        #expect(try studio.change(id, payment("pi_\(id)"), as: token).json["booking"]["status"].text == "confirmed")
        let move = #"{"startAt":"\#(day(8, at: "14:00"))"}"#
        #expect(try studio.change(id, move, as: token).json["booking"]["startAt"].text == day(8, at: "14:00"))
        #expect(try studio.change(other, #"{"status":"cancelled"}"#, as: token).status == 404)
        let cancelled = try studio.change(id, #"{"status":"cancelled"}"#, as: token)
        #expect(cancelled.json["booking"]["status"].text == "cancelled")
    }

    @Test func `the instructor reads the calendar and changes the hours`() throws {
        let studio = try Studio(in: .shared())
        let ids = try [day(12, at: "09:00"), day(12, at: "18:00")].map {
            try #require(try studio.book($0, as: studio.studentToken).json["booking"]["id"].text)
        }
        let list = try studio.send(
            "GET",
            "/api/bookings?instructorId=\(studio.instructor.id)",
            as: studio.instructorToken
        )
        #expect(list.json["bookings"].elements.compactMap { $0["id"].text } == ids)
        #expect(list.json["bookings"][0].names == bookingMembers.union(staffMembers))
        let path = "/api/bookings/availability/rules?instructorId=\(studio.instructor.id)"
        let rules = try studio.send("GET", path, as: studio.instructorToken)
        let tag = try #require(rules.headers["etag"])
        let json = """
            {"instructorId":"\(studio.instructor.id)","bufferMinutes":30,"weeklySlots":[
            {"dayOfWeek":\(date(12).dayOfWeek),"startTime":"08:00","endTime":"12:00"}]}
            """
        let put = { (tag: String) in
            try studio.send(
                "PUT",
                "/api/bookings/availability",
                as: studio.instructorToken,
                headers: [("If-Match", tag)],
                json: json
            )
        }
        let changed = try put(tag)
        #expect(changed.status == 200, "\(changed.text)")
        #expect(changed.json["conflicts"].elements.compactMap { $0["id"].text } == [ids[1]])
        #expect(changed.json["settings"]["bufferMinutes"].number == 30)
        #expect(changed.json["settings"]["sessionMinutes"].number == 60)
        #expect(changed.headers["etag"] != tag)
        let stale = try put(tag)
        #expect(stale.status == 412 && stale.code == "version_conflict")
        let after = try studio.send("GET", path, as: studio.instructorToken)
        #expect(after.headers["etag"] == changed.headers["etag"])
        #expect(after.json["weeklySlots"].elements.count == 1)
        let kept = try studio.send("GET", "/api/bookings/\(ids[1])", as: studio.studentToken)
        #expect(kept.json["booking"]["status"].text == "pending")
    }

    @Test func `staff close a session that has begun and write notes that students never see`() throws {
        let studio = try Studio(in: .shared(), policy: .staff)
        let id = try #require(try studio.book(day(3, at: "10:00"), as: studio.studentToken).json["booking"]["id"].text)
        #expect(try studio.change(id, payment("pi_\(id)"), as: studio.service).status == 200)
        try studio.stack.sql.rows(
            "UPDATE bookings SET start_at = start_at - INTERVAL 4 DAY, end_at = end_at - INTERVAL 4 DAY WHERE id = '\(id)'"
        )
        let json = #"{"status":"completed","instructorNotes":"went well"}"#
        let closed = try studio.change(id, json, as: studio.instructorToken)
        #expect(closed.json["booking"]["status"].text == "completed", "\(closed.text)")
        #expect(closed.json["booking"]["instructorNotes"].text == "went well")
        let seen = try studio.send("GET", "/api/bookings/\(id)", as: studio.studentToken)
        #expect(seen.json["booking"].names == bookingMembers)
        #expect(!seen.text.contains("went well"))
        let all = try studio.send("GET", "/api/bookings?upcomingOnly=false", as: studio.studentToken)
        #expect(all.json["bookings"].elements.count == 1 && !all.text.contains("went well"))
        #expect(try studio.send("GET", "/api/bookings", as: studio.studentToken).json["bookings"].elements.isEmpty)
    }

    @Test func `a hold that ends unpaid gives its time back`() throws {
        let studio = try Studio(in: .shared(), holdMinutes: 30)
        let start = day(7, at: "10:00")
        let made = try studio.book(start, as: studio.studentToken)
        let id = try #require(made.json["booking"]["id"].text)
        #expect(made.json["booking"]["holdExpiresAt"].text != nil)
        #expect(try studio.book(start, as: studio.service).json["reason"].text == "taken")
        try studio.stack.sql.rows(
            "UPDATE bookings SET hold_expires_at = UTC_TIMESTAMP() - INTERVAL 1 MINUTE WHERE id = '\(id)'"
        )
        let path = "/api/bookings/availability?instructorId=\(studio.instructor.id)&startDate=\(date(7))&days=1"
        #expect(try studio.send("GET", path).json["slots"].elements.contains { $0["startAt"].text == start })
        #expect(try studio.book(start, as: studio.service).status == 201)
        let ended = try studio.send("GET", "/api/bookings/\(id)", as: studio.studentToken).json["booking"]
        #expect(ended["status"].text == "cancelled" && ended["cancellationReason"].text == "hold_expired")
        #expect(try studio.change(id, payment("pi_\(id)"), as: studio.studentToken).code == "status_conflict")
        let paid = try #require(
            try studio.book(day(6, at: "10:00"), as: studio.studentToken).json["booking"]["id"].text
        )
        let confirmed = try studio.change(paid, payment("pi_\(paid)"), as: studio.studentToken).json["booking"]
        #expect(confirmed["status"].text == "confirmed" && confirmed["holdExpiresAt"] == .null)
    }

    @Test func `a list is paged without gaps, and filters narrow it`() throws {
        let studio = try Studio(in: .shared())
        let starts = (3..<10).flatMap { [day($0, at: "08:00"), day($0, at: "16:00")] }
        for start in starts.reversed() { #expect(try studio.book(start, as: studio.studentToken).status == 201) }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let more = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try studio.send("GET", "/api/bookings?limit=4\(more)", as: studio.admin)
            #expect(page.status == 200)
            seen += page.json["bookings"].elements.compactMap { $0["startAt"].text }
            cursor = page.json["nextCursor"].text
        } while cursor != nil && seen.count < 100
        #expect(seen == starts)
        let range = "/api/bookings?from=\(date(4))&to=\(date(5))&timezone=UTC"
        #expect(try studio.send("GET", range, as: studio.admin).json["bookings"].elements.count == 2)
        let none = try studio.send("GET", "/api/bookings?status=confirmed", as: studio.admin)
        #expect(none.json["bookings"].elements.isEmpty && none.json["nextCursor"] == .null)
    }
}

/// What everybody sees of a booking.
private let bookingMembers: Set<String> = [
    "id", "instructorId", "studentId", "status", "paymentStatus", "paymentReference", "startAt", "endAt",
    "studentStartAt", "instructorStartAt", "studentTimezone", "instructorTimezone", "location", "notes",
    "cancellationReason", "holdExpiresAt", "confirmedAt", "completedAt", "cancelledAt", "noShowAt", "createdAt",
    "updatedAt",
]

/// What staff see besides.
private let staffMembers: Set<String> = ["instructorNotes", "reminderSentAt", "bufferMinutes", "student"]
