import HTTP
import Scheduling
import TestSupport
import Testing

struct LifecycleTests {
    @Test
    func `a guest books, is confirmed, moves, is reminded and taught, with nothing but the link`() throws {
        let app = try TestApp(brand: .fixture(paymentPolicy: .trusted, pendingHoldMinutes: 30))
        let made = try app.send("POST /api/bookings", CreateBookingTests.body(app, CreateBookingTests.forGuest))
        let address = try #require(made.json["nextStep"]["endpoint"].text)
        let secret = try #require(made.json["manageUrl"].text?.split(separator: "/").last)
        let link = [("Authorization", "Bearer \(secret)")]
        let payment = #"{"amountCents": 5000, "currency": "EUR", "provider": "stripe", "providerPaymentId": "pi_1"}"#

        let shown = try app.send("GET \(address)", headers: link)
        #expect(shown.response.header("ETag") == "\"r1\"")
        #expect(shown.json["booking"]["holdExpiresAt"] == .string("2026-11-22T12:30:00Z"))

        #expect(made.json["nextStep"]["action"].text == "wait")
        let confirmation = "{\"status\": \"confirmed\", \"payment\": \(payment)}"
        try app.expectRefusal(403, "forbidden") { try app.send("PATCH \(address)", confirmation, headers: link) }
        let version = [("If-Match", "\"r1\"")]
        let paid = try app.send("PATCH \(address)", confirmation, as: .service, headers: version)
        #expect(paid.json["booking"]["paymentStatus"] == .string("paid"), "\(paid.text)")

        let moved = try app.send(
            "PATCH \(address)",
            #"{"startAt": "2026-11-25T09:00:00Z"}"#,
            headers: link + [("If-Match", "\"r2\"")]
        )
        #expect(moved.json["booking"]["endAt"] == .string("2026-11-25T10:00:00Z"), "\(moved.text)")
        #expect(moved.response.header("ETag") == "\"r3\"")

        app.now = try #require(Moment(rfc3339: "2026-11-24T09:00:01Z"))
        let reminders = try app.send("POST /api/bookings/reminders", remoteAddress: "127.0.0.1")
        #expect(reminders.status == 200)
        let due = try app.store.lease(.reminders(brandID: app.brand.id), limit: 9, leaseSeconds: 60, at: app.now)
        #expect(due.map(\.message.event) == [.reminder])
        try app.expectRefusal(422, "past_cutoff") {
            try app.send("PATCH \(address)", #"{"status": "cancelled"}"#, headers: link)
        }

        app.now = try #require(Moment(rfc3339: "2026-11-25T10:00:00Z"))
        let outcome = #"{"status": "completed", "instructorNotes": "good stroke"}"#
        #expect(try app.send("PATCH \(address)", outcome, as: .instructor(app.greta.id)).status == 200)
        let last = try app.send("GET \(address)", headers: link)
        #expect(last.json["booking"]["status"] == .string("completed"))
        #expect(!last.text.contains("good stroke"))
        #expect(
            app.history == [
                "created visitor - pending -", "confirmed service pending confirmed -",
                "moved manage confirmed confirmed -",
                "completed instructor confirmed completed -",
            ]
        )
        #expect(
            app.told == [
                "created 1 student email", "created 1 student sms", "created 1 instructor email",
                "confirmed 2 student email",
                "confirmed 2 instructor email", "moved 3 student email", "moved 3 instructor email",
                "reminder 1 student sms",
            ]
        )
    }

    @Test
    func `an unpaid hold ends by itself, and its time goes to somebody else`() throws {
        let app = try TestApp(brand: .fixture(paymentPolicy: .trusted, pendingHoldMinutes: 30))
        let body = CreateBookingTests.body(app, #", "sessionMinutes": 60"#)
        let first = try app.send("POST /api/bookings", body, as: .student(app.ana.id))
        app.now = app.now.adding(minutes: 29)
        try app.expectRefusal(409, "slot_unavailable") {
            try app.send("POST /api/bookings", body, as: .student(app.ben.id))
        }
        app.now = app.now.adding(minutes: 1)
        #expect(try app.send("POST /api/bookings", body, as: .student(app.ben.id)).status == 201)
        let address = try #require(first.response.header("Location"))
        let old = try app.send("GET \(address)", as: .student(app.ana.id))
        #expect(old.json["booking"]["status"] == .string("cancelled"))
        #expect(app.history.contains("cancelled system pending cancelled hold_expired"))
        #expect(app.told.contains("cancelled 2 student email"))
    }

    @Test
    func `staff book, confirm with cash and cancel on the same day`() throws {
        let app = try TestApp()
        let made = try app.send(
            "POST /api/bookings",
            CreateBookingTests.body(app, start: "2026-11-23T08:00:00Z", CreateBookingTests.forGuest),
            as: .instructor(app.greta.id)
        )
        let address = try #require(made.response.header("Location"))
        let cash = #"{"amountCents": 100, "currency": "EUR", "provider": "cash", "providerPaymentId": "till-1"}"#
        let confirmed = try app.send(
            "PATCH \(address)",
            "{\"status\": \"confirmed\", \"payment\": \(cash)}",
            as: .instructor(app.greta.id)
        )
        #expect(confirmed.status == 200, "\(confirmed.text)")
        let cancelled = try app.send(
            "PATCH \(address)",
            #"{"status": "cancelled", "cancellationReason": "storm"}"#,
            as: .admin
        )
        #expect(cancelled.json["booking"]["cancellationReason"] == .string("storm"))
        #expect(cancelled.json["booking"]["paymentStatus"] == .string("paid"))
        #expect(
            app.told.suffix(3) == [
                "cancelled 3 student email", "cancelled 3 student sms", "cancelled 3 instructor email",
            ]
        )
        #expect(app.store.state.busy.isEmpty)
    }
}
