import HTTP
import LocalStack
import Scheduling
import TestSupport
import Testing

/// What people do, from the first look to the last message.
@Suite(.enabled(if: Stack.isWanted, Stack.absence))
struct PeopleJourneyTests {
    @Test func `a student in New York books, pays, is refused a second time, moves and cancels`() throws {
        let world = try World(in: Stack.shared(), rules: .everyDay(timezone: "Europe/Berlin"))
        let path = "/api/bookings/availability?instructorId=\(world.instructor.id)&startDate=\(date(10))&days=2"
        let listed = try world.send("GET", path + "&studentTimezone=America/New_York", as: world.studentToken)
        #expect(listed.json["studentTimezone"].text == "America/New_York")
        let slot = listed.json["slots"][8]
        let start = try #require(slot["startAt"].text)
        let made = try world.book(start, as: world.studentToken)
        #expect(made.status == 201)
        let booking = made.json["booking"]
        #expect(booking.names == bookingMembers)
        #expect(booking["status"].text == "pending" && booking["paymentStatus"].text == "unpaid")
        for name in ["startAt", "endAt", "studentStartAt", "instructorStartAt"] { #expect(booking[name] == slot[name]) }
        #expect(booking["studentId"].text == "\(world.student.id)")
        let id = try #require(booking["id"].text)
        #expect(made.headers["location"] == "/api/bookings/\(id)")
        #expect(made.json["nextStep"]["endpoint"].text == "/api/bookings/\(id)")
        #expect(made.json["nextStep"]["action"].text == "confirm_and_pay")
        #expect(made.json["nextStep"]["method"].text == "PATCH")
        #expect(made.json["notifications"].names == ["emailSent", "smsSent", "warnings"])

        let paid = try world.change(id, payment("pi_\(id)"), as: world.studentToken)
        #expect(paid.status == 200)
        #expect(paid.json["booking"]["status"].text == "confirmed")
        #expect(paid.json["booking"]["paymentStatus"].text == "paid")
        #expect(paid.json["booking"]["paymentReference"].text == "pi_\(id)")
        let again = try world.change(id, payment("pi_\(id)"), as: world.studentToken)
        #expect(again.status == 200 && again.headers["etag"] == paid.headers["etag"])
        let other = try world.change(id, payment("pi_again"), as: world.studentToken)
        #expect(other.status == 409 && other.code == "status_conflict")

        let second = try world.book(start, as: world.studentToken)
        #expect(second.status == 409 && second.json["reason"].text == "taken")
        let alternative = try #require(second.json["alternatives"][0]["startAt"].text)
        #expect(second.json["alternatives"].elements.count == 3)
        #expect(second.json["alternatives"][0].names == slot.names)

        let moved = try world.change(id, #"{"startAt":"\#(alternative)"}"#, as: world.studentToken)
        #expect(moved.status == 200, "\(moved.text)")
        #expect(moved.json["booking"]["id"].text == id)
        #expect(moved.json["booking"]["startAt"].text == alternative)
        #expect(moved.json["booking"]["status"].text == "confirmed")
        let free = try world.send("GET", path).json["slots"].elements.compactMap { $0["startAt"].text }
        #expect(!free.contains(alternative))

        let cancelled = try world.change(
            id,
            #"{"status":"cancelled","cancellationReason":"ill"}"#,
            as: world.studentToken
        )
        #expect(cancelled.json["booking"]["status"].text == "cancelled")
        #expect(cancelled.json["booking"]["cancellationReason"].text == "ill")
        #expect(
            try world.send("GET", path).json["slots"].elements.map { $0["startAt"] }
                == listed.json["slots"].elements.map { $0["startAt"] }
        )
        try checkRecords(of: id, in: world)
    }

    /// One line of history for each change, and messages for each of them.
    private func checkRecords(of id: String, in world: World<Stack>) throws {
        let events = try world.stack.sql.rows(
            "SELECT kind, from_status, to_status, actor, reason FROM booking_events WHERE booking_id = '\(id)' ORDER BY id"
        )
        let actor = "student:\(world.student.id)"
        #expect(
            events == [
                ["created", "NULL", "pending", actor, "NULL"], ["confirmed", "pending", "confirmed", actor, "NULL"],
                ["moved", "confirmed", "confirmed", actor, "NULL"],
                ["cancelled", "confirmed", "cancelled", actor, "ill"],
            ]
        )
        let messages = try world.stack.sql.rows(
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
        let world = try World(in: Stack.shared(), brand: .fresh(policy: .free))
        let made = try world.book(day(8, at: "09:00"), as: nil, guest: "Ana@Students.example")
        #expect(made.status == 201)
        let id = try #require(made.json["booking"]["id"].text)
        // The address is the student's, in whichever case; what is stored of the student stays.
        // The guest does not learn that there is such a student.
        #expect(made.json["booking"]["studentId"] == .null)
        let seen = try world.send("GET", "/api/bookings/\(id)", as: world.admin).json["booking"]
        #expect(seen["studentId"].text == "\(world.student.id)")
        #expect(seen["student"]["firstName"].text == "Gil")
        let names = try world.stack.sql.rows("SELECT first_name FROM students WHERE id = '\(world.student.id)'")
        #expect(names == [["Ana"]])
        let link = try #require(made.json["manageUrl"].text)
        let token = String(try #require(link.split(separator: "/").last))
        #expect(token.hasPrefix("cb_manage_") && token.utf8.count >= 32)

        let other = try #require(try world.book(day(9, at: "09:00"), as: nil).json["booking"]["id"].text)
        #expect(try world.send("GET", "/api/bookings/\(id)", as: token).status == 200)
        #expect(try world.send("GET", "/api/bookings/\(other)", as: token).status == 404)
        #expect(try world.send("GET", "/api/bookings", as: token).status == 403)
        let confirmed = try world.change(id, #"{"status":"confirmed"}"#, as: token)
        #expect(confirmed.json["booking"]["paymentStatus"].text == "waived", "\(confirmed.text)")
        let move = #"{"startAt":"\#(day(8, at: "14:00"))"}"#
        #expect(try world.change(id, move, as: token).json["booking"]["startAt"].text == day(8, at: "14:00"))
        #expect(try world.change(other, #"{"status":"cancelled"}"#, as: token).status == 404)
        let cancelled = try world.change(id, #"{"status":"cancelled"}"#, as: token)
        #expect(cancelled.json["booking"]["status"].text == "cancelled")
    }

    @Test func `the instructor reads the calendar and changes the hours`() throws {
        let world = try World(in: Stack.shared())
        let ids = try [day(12, at: "09:00"), day(12, at: "18:00")].map {
            try #require(try world.book($0, as: world.studentToken).json["booking"]["id"].text)
        }
        let list = try world.send(
            "GET",
            "/api/bookings?instructorId=\(world.instructor.id)",
            as: world.instructorToken
        )
        #expect(list.json["bookings"].elements.compactMap { $0["id"].text } == ids)
        #expect(list.json["bookings"][0].names == bookingMembers.union(staffMembers))
        let path = "/api/bookings/availability/rules?instructorId=\(world.instructor.id)"
        let rules = try world.send("GET", path, as: world.instructorToken)
        let tag = try #require(rules.headers["etag"])
        let json = """
            {"instructorId":"\(world.instructor.id)","bufferMinutes":30,"weeklySlots":[
            {"dayOfWeek":\(date(12).dayOfWeek),"startTime":"08:00","endTime":"12:00"}]}
            """
        let put = { (tag: String) in
            try world.send(
                "PUT",
                "/api/bookings/availability",
                as: world.instructorToken,
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
        let after = try world.send("GET", path, as: world.instructorToken)
        #expect(after.headers["etag"] == changed.headers["etag"])
        #expect(after.json["weeklySlots"].elements.count == 1)
        let kept = try world.send("GET", "/api/bookings/\(ids[1])", as: world.studentToken)
        #expect(kept.json["booking"]["status"].text == "pending")
    }

    @Test func `staff close a session that has begun and write notes that students never see`() throws {
        let world = try World(in: Stack.shared(), brand: .fresh(policy: .staff))
        let id = try #require(try world.book(day(3, at: "10:00"), as: world.studentToken).json["booking"]["id"].text)
        #expect(try world.change(id, payment("pi_\(id)"), as: world.service).status == 200)
        try world.stack.sql.rows(
            "UPDATE bookings SET start_at = start_at - INTERVAL 4 DAY, end_at = end_at - INTERVAL 4 DAY WHERE id = '\(id)'"
        )
        let json = #"{"status":"completed","instructorNotes":"went well"}"#
        let closed = try world.change(id, json, as: world.instructorToken)
        #expect(closed.json["booking"]["status"].text == "completed", "\(closed.text)")
        #expect(closed.json["booking"]["instructorNotes"].text == "went well")
        let seen = try world.send("GET", "/api/bookings/\(id)", as: world.studentToken)
        #expect(seen.json["booking"].names == bookingMembers)
        #expect(!seen.text.contains("went well"))
        let all = try world.send("GET", "/api/bookings?upcomingOnly=false", as: world.studentToken)
        #expect(all.json["bookings"].elements.count == 1 && !all.text.contains("went well"))
        #expect(try world.send("GET", "/api/bookings", as: world.studentToken).json["bookings"].elements.isEmpty)
    }

    @Test func `a hold that ends unpaid gives its time back`() throws {
        let world = try World(in: Stack.shared(), brand: .fresh(holdMinutes: 30))
        let start = day(7, at: "10:00")
        let made = try world.book(start, as: world.studentToken)
        let id = try #require(made.json["booking"]["id"].text)
        #expect(made.json["booking"]["holdExpiresAt"].text != nil)
        #expect(try world.book(start, as: world.service).json["reason"].text == "taken")
        try world.stack.sql.rows(
            "UPDATE bookings SET hold_expires_at = UTC_TIMESTAMP() - INTERVAL 1 MINUTE WHERE id = '\(id)'"
        )
        let path = "/api/bookings/availability?instructorId=\(world.instructor.id)&startDate=\(date(7))&days=1"
        #expect(try world.send("GET", path).json["slots"].elements.contains { $0["startAt"].text == start })
        #expect(try world.book(start, as: world.service).status == 201)
        let ended = try world.send("GET", "/api/bookings/\(id)", as: world.studentToken).json["booking"]
        #expect(ended["status"].text == "cancelled" && ended["cancellationReason"].text == "hold_expired")
        #expect(try world.change(id, payment("pi_\(id)"), as: world.studentToken).code == "status_conflict")
        let paid = try #require(
            try world.book(day(6, at: "10:00"), as: world.studentToken).json["booking"]["id"].text
        )
        let confirmed = try world.change(paid, payment("pi_\(paid)"), as: world.studentToken).json["booking"]
        #expect(confirmed["status"].text == "confirmed" && confirmed["holdExpiresAt"] == .null)
    }

    @Test func `a list is paged without gaps, and filters narrow it`() throws {
        let world = try World(in: Stack.shared())
        let starts = (3..<10).flatMap { [day($0, at: "08:00"), day($0, at: "16:00")] }
        for start in starts.reversed() { #expect(try world.book(start, as: world.studentToken).status == 201) }
        var seen: [String] = []
        var cursor: String?
        repeat {
            let more = cursor.map { "&cursor=\($0)" } ?? ""
            let page = try world.send("GET", "/api/bookings?limit=4\(more)", as: world.admin)
            #expect(page.status == 200)
            seen += page.json["bookings"].elements.compactMap { $0["startAt"].text }
            cursor = page.json["nextCursor"].text
        } while cursor != nil && seen.count < 100
        #expect(seen == starts)
        let range = "/api/bookings?from=\(date(4))&to=\(date(5))&timezone=UTC"
        #expect(try world.send("GET", range, as: world.admin).json["bookings"].elements.count == 2)
        let none = try world.send("GET", "/api/bookings?status=confirmed", as: world.admin)
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
